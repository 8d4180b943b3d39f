"""Which applicants may be one: pairs with a score and the reasons for it. People decide."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from zhicheng.engine.patents.applicants.name import ApplicantName
from zhicheng.engine.patents.applicants.normalising import normalise


class Reason(StrEnum):
    """Why two names may be one applicant; `BRANCH` says that one belongs to the other."""

    SAME_USCC = "same_uscc"
    SAME_NAME = "same_name"
    FORMER_NAME = "former_name"
    LEGAL_FORM = "legal_form"
    WORD_ORDER = "word_order"
    BRANCH = "branch"
    SIMILAR = "similar"
    SHARED_ADDRESS = "shared_address"
    SHARED_INVENTORS = "shared_inventors"


# Set by judgement after reading the proposals of two real sets (docs/developer/patents.md): above 0.9 almost all are right.
SCORES: Mapping[Reason, float] = {
    Reason.SAME_USCC: 1.0,
    Reason.SAME_NAME: 1.0,
    Reason.FORMER_NAME: 0.95,
    Reason.LEGAL_FORM: 0.9,
    Reason.WORD_ORDER: 0.9,
    Reason.BRANCH: 0.7,
    Reason.SIMILAR: 0.85,  # times the likeness
    Reason.SHARED_ADDRESS: 0.05,  # added
    Reason.SHARED_INVENTORS: 0.05,  # added
}
LIKENESS = 90.0  # of stems, 0 to 100; one letter in ten
WORD_LIKENESS = 80.0  # of the words that differ
_BLOCK_LETTERS = {True: 2, False: 4}  # Chinese, other
_LARGEST_END = 500  # names; an end that more share (…科技, …OGY) tells nothing
_SHORTEST_SIMILAR = {True: 5, False: 7}
_ROWS = 1_000  # of a block compared at once: bounds memory
_ORDINAL = re.compile(r"[0-9]+|[一二三四五六七八九十百零〇]+|\b[IVX]+\b")


@dataclass(frozen=True, slots=True)
class Applicant:
    """One name as it is kept, with what else is known of who bears it. ``identifier`` is unique among applicants."""

    identifier: str
    name: str
    uscc: str = ""
    former_names: tuple[str, ...] = ()
    addresses: frozenset[str] = frozenset()
    inventors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Proposal:
    """Two applicants that may be one, the smaller identifier left. ``score`` is 0 to 1; ``reasons`` the strongest first."""

    left: str
    right: str
    score: float
    reasons: tuple[Reason, ...]


def propose(applicants: Iterable[Applicant], *, least: float = 0.7) -> tuple[Proposal, ...]:
    """Proposals with a score of at least ``least``, the best first, each pair once.

    Two different credit codes are two organisations: such a pair is never proposed. Only names in one block are compared, those
    that begin or end alike, so that the time grows with the number of names and not with its square.
    """
    known = {each.identifier: each for each in applicants}
    names = {identifier: normalise(each.name) for identifier, each in known.items()}
    found: defaultdict[tuple[str, str], dict[Reason, float]] = defaultdict(dict)
    for left, right, reason, score in _evidence(known, names):
        if left != right and not _are_two(known[left], known[right]):
            pair = (min(left, right), max(left, right))
            found[pair][reason] = max(score, found[pair].get(reason, 0.0))
    proposals = (_proposal(pair, reasons, known) for pair, reasons in found.items())
    return tuple(sorted((each for each in proposals if each.score >= least), key=lambda each: (-each.score, each)))


def _evidence(
    known: Mapping[str, Applicant], names: Mapping[str, ApplicantName]
) -> Iterator[tuple[str, str, Reason, float]]:
    by_key = _grouped((name.key, identifier) for identifier, name in names.items())
    for reason, groups in (
        (Reason.SAME_USCC, _grouped((each.uscc, identifier) for identifier, each in known.items())),
        (Reason.SAME_NAME, by_key),
        (Reason.LEGAL_FORM, _grouped((name.core, identifier) for identifier, name in names.items())),
        (Reason.WORD_ORDER, _grouped((_sorted_words(name.stem), identifier) for identifier, name in names.items())),
    ):
        for group in groups.values():
            yield from ((left, right, reason, SCORES[reason]) for left, right in combinations(group, 2))
    yield from _relations(known, names, by_key)
    yield from _similar(names)


def _relations(
    known: Mapping[str, Applicant], names: Mapping[str, ApplicantName], by_key: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str, Reason, float]]:
    for identifier, name in names.items():
        former = {*name.former, *(normalise(each).key for each in known[identifier].former_names)}
        for key in former:
            yield from (
                (identifier, other, Reason.FORMER_NAME, SCORES[Reason.FORMER_NAME]) for other in by_key.get(key, ())
            )
        yield from ((identifier, other, Reason.BRANCH, SCORES[Reason.BRANCH]) for other in by_key.get(name.parent, ()))


def _similar(names: Mapping[str, ApplicantName]) -> Iterator[tuple[str, str, Reason, float]]:
    for block in _blocks(names):
        stems = [names[identifier].stem for identifier in block]
        for start in range(0, len(block), _ROWS):
            likeness = process.cdist(
                stems[start : start + _ROWS], stems, scorer=fuzz.ratio, score_cutoff=LIKENESS, dtype=np.uint8
            )
            for row, column in np.argwhere(likeness):
                left, right = block[start + int(row)], block[int(column)]
                if left < right and _may_be_one(names[left], names[right]):
                    yield left, right, Reason.SIMILAR, SCORES[Reason.SIMILAR] * float(likeness[row, column]) / 100


def _blocks(names: Mapping[str, ApplicantName]) -> list[list[str]]:
    """Names by how their stem begins and how it ends; short ones are left out, for one letter makes them another name."""
    beginnings, ends = [], []
    for identifier, name in names.items():
        is_chinese = not name.stem.isascii()
        if len(name.stem) >= _SHORTEST_SIMILAR[is_chinese]:
            beginnings.append((name.stem[: _BLOCK_LETTERS[is_chinese]], identifier))
            ends.append((name.stem[-_BLOCK_LETTERS[is_chinese] :], identifier))
    telling = (block for block in _grouped(ends).values() if len(block) <= _LARGEST_END)
    return [*_grouped(beginnings).values(), *telling]


def _may_be_one(left: ApplicantName, right: ApplicantName) -> bool:
    """Not with different numbers (第十四研究所, Series II), not in two places (北京… and 上海…), not with other words (Army, Navy)."""
    same_place = left.place.endswith(right.place) or right.place.endswith(left.place)
    if not same_place or _ORDINAL.findall(left.stem) != _ORDINAL.findall(right.stem):
        return False
    return (
        not left.stem.isascii()
        or not right.stem.isascii()
        or _differ_in_spelling_only(left.stem.split(), right.stem.split())
    )


def _differ_in_spelling_only(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the words that the names do not share are alike when written together; one initial more does not matter."""
    only_left = "".join(word for word in left if word not in right)
    only_right = "".join(word for word in right if word not in left)
    if not only_left or not only_right:
        return len(only_left + only_right) <= 1
    return fuzz.ratio(only_left, only_right) >= WORD_LIKENESS


def _are_two(left: Applicant, right: Applicant) -> bool:
    return bool(left.uscc and right.uscc and left.uscc != right.uscc)


def _proposal(pair: tuple[str, str], found: Mapping[Reason, float], known: Mapping[str, Applicant]) -> Proposal:
    left, right = known[pair[0]], known[pair[1]]
    reasons = dict(found)
    if left.addresses & right.addresses:
        reasons[Reason.SHARED_ADDRESS] = SCORES[Reason.SHARED_ADDRESS]
    if left.inventors & right.inventors:
        reasons[Reason.SHARED_INVENTORS] = SCORES[Reason.SHARED_INVENTORS]
    added = sum(reasons.get(each, 0.0) for each in (Reason.SHARED_ADDRESS, Reason.SHARED_INVENTORS))
    score = min(1.0, max(found.values()) + added)
    order = sorted(reasons, key=lambda each: (-reasons[each], list(Reason).index(each)))
    return Proposal(*pair, round(score, 4), tuple(order))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, identifier in pairs:
        if key:
            groups[key].append(identifier)
    return {key: sorted(group) for key, group in groups.items() if group}


def _sorted_words(stem: str) -> str:
    words = stem.split()
    return " ".join(sorted(words)) if len(words) > 1 else ""
