"""What was sought, marked on the page of a patent that was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.engine.patents.claims import Claim
from zhicheng.engine.patents.query import Field, Query, QueryRefused
from zhicheng.engine.patents.query.nodes import Everything
from zhicheng.engine.patents.record import Patent
from zhicheng.engine.patents.search import Html, highlighted, phrases_in
from zhicheng.services.patentinfo.asking import Asked


@dataclass(frozen=True, slots=True)
class Marked:
    """The texts of a patent, escaped, with what was sought in `<mark>`; the claims in their order.

    `sought` is what was typed, empty when nothing was or when none of it stands in these texts.
    """

    sought: str
    title: Html
    abstract: Html
    claims: tuple[Html, ...]


def marked(patent: Patent, claims: Sequence[Claim], asked: Asked) -> Marked:
    """Mark what a search asked for. A text that cannot be read as a query marks nothing."""
    query = query_of(asked)
    title = highlighted(patent.title(), phrases_in(query, Field.ANY, Field.TEXT, Field.TITLE))
    abstract = highlighted(patent.abstract(), phrases_in(query, Field.ANY, Field.TEXT, Field.ABSTRACT))
    phrases = phrases_in(query, Field.ANY, Field.TEXT, Field.CLAIMS)
    texts = tuple(highlighted(claim.text, phrases) for claim in claims)
    is_found = any("<mark>" in text for text in (title, abstract, *texts))
    return Marked(asked.text.strip() if is_found else "", title, abstract, texts)


def query_of(asked: Asked) -> Query:
    try:
        return asked.typed
    except QueryRefused:
        return Everything()
