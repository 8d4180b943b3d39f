"""Hits and numbers in the words of a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import cnipa, parse
from zhicheng.engine.patents.search import Card, Hit
from zhicheng.services.patentinfo import labels


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit with every word that its entry in the list shows."""

    hit: Hit
    chip: str
    state: str
    kind: str
    symbol: str
    application: str
    published: str

    @property
    def card(self) -> Card:
        return self.hit.card


def shown(hits: Sequence[Hit]) -> list[ShownHit]:
    return [shown_hit(hit) for hit in hits]


def shown_hit(hit: Hit) -> ShownHit:
    card = hit.card
    return ShownHit(
        hit=hit,
        chip=labels.chip(card.state),
        state=labels.state(card.state),
        kind=labels.kind(card.kind),
        symbol=labels.symbol(card.ipc[0]) if card.ipc else "",
        application=application_words(card.application),
        published=labels.published(card.stage, card.published_on),
    )


def application_words(application: str) -> str:
    """`CN201010255577A` as its office writes it, 201010255577.9; what is no known number stays as it is."""
    try:
        return cnipa(parse(application)) if application else ""
    except InvalidNumber:
        return application
