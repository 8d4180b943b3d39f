"""Made-up patents, one after the other, from a seed."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.numbers.patents.chinese import check_digit
from zhicheng.engine.patents.annuities import FeeBand
from zhicheng.engine.patents.demo import lives, writing
from zhicheng.engine.patents.demo.drawing import Whole, ranks, uniform, uniforms, zipf_shares
from zhicheng.engine.patents.demo.lives import Life, life
from zhicheng.engine.patents.demo.people import CITIES, FIRMS, TEAM, agency, applicant, inventor
from zhicheng.engine.patents.demo.vocabulary import Field, Product, cycle, fields, places_of_field
from zhicheng.engine.patents.record import (
    Citation,
    Classification,
    ClassScheme,
    Kind,
    Party,
    Patent,
    Priority,
    Stage,
)

DEFAULT_COUNT = 20_000
DEFAULT_SEED = 2026
MOST = 5_000_000
SOURCE = "demo"
PER_APPLICATION = 1.33  # publications: the application, mostly its grant, now and then one abroad

_BLOCK = 2_000
_KINDS = (Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN)
_KIND_SHARES = np.array([0.62, 0.90, 1.0])
_KIND_DIGITS, _APPLICATION_LETTERS, _PUBLICATION_LETTERS = "123", "AUF", "AUS"
_HIGHEST_SERIAL, _HIGHEST_DOCUMENT = 9_999_999, 99_999_999  # counted down: numbers that the office never came near
_WORLD_SERIALS = 1_000_000
_MOST_CITED, _MOST_CLASSES, _MOST_INVENTORS = 6, 5, 5
_FILED_ABROAD, _WITH_AGENCY, _WITH_LITERATURE = 0.06, 0.8, 0.08
_HUB_SHARE, _HUB_EVERY = (
    0.35,
    16,
)  # a third of the citations go to every sixteenth application of a field: some are cited much
_CATEGORIES = ("X", "Y", "A", "A", "A")
# What is drawn for an application, by number of the stream.
_KIND, _CITY, _FIRM, _PRODUCT, _MISC, _LIFE, _WORDS, _TERMS, _CITED = 0, 1, 2, 3, 4, 20, 30, 40, 60
_MISCS = 8


class _Drawn(NamedTuple):
    """What chance says about one application."""

    number: int
    filed: date
    kind: int
    field: Field
    city: int
    firm: int
    product: Product
    misc: Sequence[float]
    life: Sequence[float]
    words: Sequence[float]
    terms: Sequence[int]
    cited: Sequence[tuple[int, int]]  # numbers and kinds of applications


def generate(
    count: int = DEFAULT_COUNT, *, seed: int = DEFAULT_SEED, fee_bands: Sequence[FeeBand] = ()
) -> Iterator[Patent]:
    """As many made-up publications, in the order of filing; memory stays flat.

    The same count and seed give the same records on every machine; the count spreads over the same years. ``fee_bands`` is
    the table of annual fees; without it the fees have no amounts. Raises ValueError when the count is negative or more than
    `MOST`, beyond which the numbers would come near the offices' own.
    """
    if not 0 <= count <= MOST:
        message = f"cannot make {count} patents, only 0 to {MOST}"
        raise ValueError(message)
    return islice(_publications(max(1, round(count / PER_APPLICATION)), seed, fee_bands), count)


def _publications(applications: int, seed: int, bands: Sequence[FeeBand]) -> Iterator[Patent]:
    start = 0
    while True:  # beyond the planned number, when few were granted, further ones are filed on the last day
        for drawn in _drawn(start, applications, seed):
            yield from _published(drawn, bands)
        start += _BLOCK


def _drawn(start: int, applications: int, seed: int) -> Iterator[_Drawn]:
    numbers = np.arange(start, start + _BLOCK, dtype=np.int64)
    in_field = np.array(cycle(), dtype=np.int64)[numbers % len(cycle())]
    days = _filing_days(numbers, applications)
    kinds = _kinds(seed, numbers)
    cities = _cities(in_field, uniform(seed, numbers, _CITY))
    firms = ranks(_firm_shares(), uniform(seed, numbers, _FIRM))
    terms = ranks(_term_shares(), uniforms(seed, numbers, _TERMS, writing.TERMS))
    products = uniform(seed, numbers, _PRODUCT)
    columns = zip(
        numbers.tolist(), days.tolist(), kinds.tolist(), in_field.tolist(), cities.tolist(), firms.tolist(), products.tolist(),
        uniforms(seed, numbers, _MISC, _MISCS).tolist(), uniforms(seed, numbers, _LIFE, lives.DRAWS).tolist(),
        uniforms(seed, numbers, _WORDS, writing.DRAWS).tolist(), terms.tolist(), _cited(seed, numbers, in_field, days, applications),
        strict=True,
    )  # fmt: skip
    for number, day, kind, at, city, firm, product, misc, of_life, of_words, words, cited in columns:
        field = fields()[at]
        chosen = field.products[int(product * product * len(field.products))]
        yield _Drawn(
            number, date.fromordinal(day), kind, field, city, firm, chosen, misc, of_life, of_words, words, cited
        )


def _filing_days(numbers: Whole, applications: int) -> Whole:
    first, last = lives.FIRST_FILING.toordinal(), lives.LAST_FILING.toordinal()
    return first + np.minimum(numbers, applications - 1) * (last - first) // max(1, applications - 1)


def _kinds(seed: int, numbers: Whole) -> Whole:
    return ranks(_KIND_SHARES, uniform(seed, numbers, _KIND))


def _cities(in_field: Whole, drawn: FloatArray) -> Whole:
    shares = np.cumsum([field.cities for field in fields()], axis=1) / np.sum(
        [field.cities for field in fields()], axis=1, keepdims=True
    )
    passed: Whole = (drawn[:, None] >= shares[in_field]).sum(axis=1)
    return passed.clip(max=len(CITIES) - 1)


@cache
def _firm_shares() -> FloatArray:
    return zipf_shares(FIRMS, 0.9)


@cache
def _term_shares() -> FloatArray:
    return zipf_shares(min(len(field.terms) for field in fields()))


def _cited(seed: int, numbers: Whole, in_field: Whole, days: Whole, applications: int) -> list[list[tuple[int, int]]]:
    """For each application earlier ones of its field that were published before it was filed."""
    drawn = uniforms(seed, numbers, _CITED, 1 + 3 * _MOST_CITED)
    first, last = lives.FIRST_FILING.toordinal(), lives.LAST_FILING.toordinal()
    safe_days = np.maximum(0, days - lives.LONGEST_UNTIL_PUBLISHED - 1 - first)
    rounds = (safe_days * max(1, applications - 1) // (last - first)).clip(max=applications - 1) // len(cycle())
    chosen = np.empty((len(numbers), _MOST_CITED), dtype=np.int64)
    for at in range(_MOST_CITED):
        recent, hub, place = drawn[:, 1 + 3 * at], drawn[:, 2 + 3 * at], drawn[:, 3 + 3 * at]
        turn = (np.sqrt(recent) * rounds).astype(np.int64)
        turn -= np.where(hub < _HUB_SHARE, turn % _HUB_EVERY, 0)
        chosen[:, at] = turn * len(cycle()) + _places(in_field, place)
    counts = np.where(rounds > 0, (drawn[:, 0] * (_MOST_CITED + 1)).astype(np.int64), 0).tolist()
    kinds = _kinds(seed, chosen.ravel()).reshape(chosen.shape).tolist()
    return [
        list(zip(of_one[:count], their_kinds[:count], strict=True))
        for of_one, their_kinds, count in zip(chosen.tolist(), kinds, counts, strict=True)
    ]


def _places(in_field: Whole, drawn: FloatArray) -> Whole:
    """A place of the application's field in the cycle."""
    sizes = np.array([len(places) for places in places_of_field()])
    table = np.zeros((len(sizes), sizes.max()), dtype=np.int64)
    for number, of_one in enumerate(places_of_field()):
        table[number, : len(of_one)] = of_one
    places: Whole = table[in_field, (drawn * sizes[in_field]).astype(np.int64)]
    return places


def _published(drawn: _Drawn, bands: Sequence[FeeBand]) -> Iterator[Patent]:
    """The application as published, its grant, and its publication abroad."""
    kind = _KINDS[drawn.kind]
    one = life(kind, drawn.filed, drawn.life, bands)
    words = writing.writing(kind, drawn.field, drawn.product, _terms(drawn), drawn.words)
    is_abroad = kind is Kind.INVENTION and drawn.misc[0] < _FILED_ABROAD
    base = _base(drawn, one, words, is_abroad=is_abroad)
    if kind is not Kind.INVENTION:
        yield base
        return
    yield base
    if one.granted:
        yield _grant(base, drawn, one)
    if is_abroad:
        yield _abroad(base, drawn)


def _terms(drawn: _Drawn) -> list[str]:
    """The words of the drawn ranks; one drawn twice gives way to the next rarer one that is free."""
    taken: dict[int, None] = {}
    for rank in drawn.terms:
        free = rank
        while free in taken:
            free += 1
        taken[free] = None
    words = drawn.field.terms
    return [words[rank % len(words)] for rank in taken]


def _base(drawn: _Drawn, one: Life, words: writing.Writing, *, is_abroad: bool) -> Patent:
    """The first publication."""
    application = application_number(drawn.number, drawn.kind, drawn.filed.year)
    parties = _parties(drawn)
    is_examined = one.kind is Kind.UTILITY_MODEL or (one.kind is Kind.INVENTION and one.granted is None)
    return Patent(
        publication=publication_number(drawn.number, drawn.kind),
        country="CN",
        kind=one.kind,
        stage=Stage.APPLICATION if one.kind is Kind.INVENTION else Stage.GRANT,
        kind_code=_PUBLICATION_LETTERS[drawn.kind],
        application=application,
        filed_on=one.filed,
        published_on=one.published,
        granted_on=one.granted,
        titles=words.titles,
        abstracts=words.abstracts,
        claims=words.claims,
        claim_count=len(words.claims) or None,
        description_chars=None if one.kind is Kind.DESIGN else 2_000 + int(drawn.misc[1] ** 3 * 30_000),
        parties=parties,
        classes=_classes(drawn),
        citations=_citations(drawn) if is_examined else (),
        events=one.events,
        fees=one.fees,
        family=application,
        family_size=2 if is_abroad else 1,
        state=one.state,
        region=parties[0].region,
        source=SOURCE,
        synthetic=True,
    )


def _grant(base: Patent, drawn: _Drawn, one: Life) -> Patent:
    """The granted document of a published application; its claims have become fewer."""
    claims = base.claims[: max(2, len(base.claims) - 1)]
    return Patent(
        publication=base.publication[:-1] + "B",
        country="CN",
        kind=base.kind,
        stage=Stage.GRANT,
        kind_code="B",
        application=base.application,
        filed_on=base.filed_on,
        published_on=one.granted,
        granted_on=one.granted,
        titles=base.titles,
        abstracts=base.abstracts,
        claims=claims,
        claim_count=len(claims),
        description_chars=base.description_chars,
        parties=base.parties,
        classes=base.classes,
        citations=_citations(drawn),
        events=base.events,
        fees=base.fees,
        family=base.family,
        family_size=base.family_size,
        state=base.state,
        region=base.region,
        source=SOURCE,
        synthetic=True,
    )


def _abroad(base: Patent, drawn: _Drawn) -> Patent:
    """The international application that claims the Chinese one's priority, a year later."""
    filed = date.fromordinal(drawn.filed.toordinal() + 300 + int(drawn.misc[2] * 60))
    published = date.fromordinal(drawn.filed.toordinal() + 545)
    serial = _WORLD_SERIALS - 1 - drawn.number % (_WORLD_SERIALS // 2)
    return Patent(
        publication=f"WO{published.year}{serial:06}A1",
        country="WO",
        kind=Kind.INVENTION,
        stage=Stage.APPLICATION,
        kind_code="A1",
        filed_on=filed,
        published_on=published,
        titles=base.titles,
        abstracts=base.abstracts,
        claims=base.claims,
        claim_count=base.claim_count,
        description_chars=base.description_chars,
        parties=base.parties,
        classes=base.classes,
        priorities=(Priority(base.application, "CN", base.filed_on),),
        family=base.family,
        family_size=base.family_size,
        region=base.region,
        source=SOURCE,
        synthetic=True,
    )


def application_number(number: int, kind: int, year: int) -> str:
    """The compact number of an application; `printed_application` shows it with its check digit."""
    return f"CN{year}{_KIND_DIGITS[kind]}{_HIGHEST_SERIAL - number:07}{_APPLICATION_LETTERS[kind]}"


def printed_application(compact: str) -> str:
    """As the office prints it: CN202019999999A → 202019999999.X."""
    digits = compact[2:-1]
    return f"{digits}.{check_digit(digits)}"


def publication_number(number: int, kind: int) -> str:
    """The compact number of the first publication."""
    return f"CN{_KIND_DIGITS[kind]}{_HIGHEST_DOCUMENT - number:08}{_PUBLICATION_LETTERS[kind]}"


def _parties(drawn: _Drawn) -> tuple[Party, ...]:
    industry = drawn.field.industry
    first = applicant(drawn.city, industry, drawn.firm)
    applicants = [first]
    if drawn.misc[3] < 0.1:  # one in ten is filed together with a school or company of the same city
        applicants.append(applicant(drawn.city, industry, (drawn.firm + 8) % FIRMS))
    team = drawn.firm * 64 + drawn.city * 16 + len(industry)
    start, size = int(drawn.misc[4] * TEAM), 1 + int(drawn.misc[5] * _MOST_INVENTORS)
    inventors = [inventor(team, (start + member * 3) % TEAM) for member in range(size)]
    agencies = [agency(drawn.city, drawn.firm)] if drawn.misc[6] < _WITH_AGENCY else []
    return (*applicants, *inventors, *agencies)


def _classes(drawn: _Drawn) -> tuple[Classification, ...]:
    if _KINDS[drawn.kind] is Kind.DESIGN:
        return (_symbol(ClassScheme.LOCARNO, drawn.field.locarno),)
    size = 1 + int(drawn.misc[7] * _MOST_CLASSES)
    start = drawn.number % len(drawn.field.more)
    more = (*drawn.field.more[start:], *drawn.field.more[:start])
    codes = dict.fromkeys((drawn.product.ipc, *more))
    return tuple(_symbol(ClassScheme.IPC, code) for code in islice(codes, size))


@lru_cache(maxsize=1_000)
def _symbol(scheme: ClassScheme, code: str) -> Classification:
    return Classification(scheme, code)


def _citations(drawn: _Drawn) -> tuple[Citation, ...]:
    cited = dict.fromkeys(publication_number(number, kind) for number, kind in drawn.cited if kind < 2)
    found = [Citation(each, _CATEGORIES[at % 5], "examiner") for at, each in enumerate(cited, start=drawn.number)]
    if drawn.misc[1] < _WITH_LITERATURE:
        found.append(
            Citation(f"{drawn.field.name}示例学报，第{1 + drawn.number % 40}卷", "A", "examiner", is_patent=False)
        )
    return tuple(found)
