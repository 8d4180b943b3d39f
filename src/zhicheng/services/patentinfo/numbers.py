"""Numbers as people paste them, looked up among the patents held."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.utils.translation import gettext as _

from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import PatentNumber, cnipa, parse, repairs
from zhicheng.engine.patents.query import Field, any_of
from zhicheng.engine.patents.query.nodes import Number
from zhicheng.engine.patents.search import Card, IndexRefused
from zhicheng.services.patentinfo import holdings

Outcome: TypeAlias = Literal["found", "malformed", "unknown"]
AT_ONCE = 200
MOST_REPAIRS = 3


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What became of one number: the patents it names, or why it names none and what it might have been."""

    written: str
    outcome: Outcome
    cards: tuple[Card, ...] = ()
    why: str = ""
    suggestion: str = ""

    @property
    def publication(self) -> str:
        return self.cards[0].publication if self.cards else ""

    @property
    def title(self) -> str:
        return self.cards[0].title if self.cards else ""

    @property
    def others(self) -> str:
        """Further publications of the same number, such as the grant beside the application."""
        return "、".join(card.publication for card in self.cards[1:])


def looked_up(written: Sequence[str]) -> list[LookedUp]:
    """Each number in its order."""
    read = [number_in(text) for text in written]
    held = cards_by_number([one for one in read if isinstance(one, PatentNumber)])
    return [outcome_of(text, one, held) for text, one in zip(written, read, strict=True)]


def number_in(text: str) -> PatentNumber | InvalidNumber:
    try:
        return parse(text)
    except InvalidNumber as fault:
        return fault


def outcome_of(text: str, number: PatentNumber | InvalidNumber, held: dict[str, tuple[Card, ...]]) -> LookedUp:
    if isinstance(number, InvalidNumber):
        return LookedUp(text, "malformed", why=str(number), suggestion=suggestion_for(text))
    if cards := held.get(number.key, ()):
        return LookedUp(text, "found", cards)
    return LookedUp(text, "unknown", why=_("号码写法正确，但本平台的专利库中没有"))


def suggestion_for(text: str) -> str:
    """The numbers that a single slip of the keyboard may have been meant for."""
    found = repairs(text)[:MOST_REPAIRS]
    return "；".join(f"{cnipa(one.number)}（{one.edit}）" for one in found)


def cards_by_number(numbers: Sequence[PatentNumber]) -> dict[str, tuple[Card, ...]]:
    """Key of a number → the publications it names; of a filing number all that were published of it."""
    found: dict[str, list[Card]] = {}
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        for card in named_by(some):
            for number in some:
                if names(number, card):
                    found.setdefault(number.key, []).append(card)
    return {key: tuple(sorted(cards, key=lambda card: card.publication)) for key, cards in found.items()}


def named_by(numbers: Sequence[PatentNumber]) -> list[Card]:
    index = holdings.index()
    wanted = any_of(*(Number(field_of(one), str(one), is_prefix=not one.kind_code) for one in numbers))
    try:
        publications = index.ids(wanted)
        return list(index.cards(publications).values())
    except IndexRefused:
        return []


def field_of(number: PatentNumber) -> Field:
    return Field.APPLICATION if number.is_of_filing else Field.PUBLICATION


def names(number: PatentNumber, card: Card) -> bool:
    """Whether a number, with or without its kind code, is that of a publication."""
    own = card.application if number.is_of_filing else card.publication
    return own == str(number) or (not number.kind_code and own[: -len(card.kind_code) or None] == str(number))
