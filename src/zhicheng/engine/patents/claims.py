"""Which claim depends on which: read from the words with which a dependent claim begins.

A dependent claim names the claims it refers to (专利法实施细则 on dependent claims; 37 CFR 1.75(c); EPC Rule 43(4)): 根据权利要求1所述的…,
如权利要求1至3中任一项所述的…, "The device of claim 1 …". It stands below the first claim it names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBERED = re.compile(r"^\s*(\d{1,4})\s*[.．、)）:：]\s*")
_CHINESE = re.compile(r"权利要求(?:书)?\s*第?\s*(\d{1,4})")
_ENGLISH = re.compile(r"\bclaims?\s+(\d{1,4})", re.IGNORECASE)
HEAD_CHARS = 200
"""How far into a claim its reference is sought: later mentions are of parts, not of parents."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as the tree shows it. `number` counts from 1; `parent` is the claim it refers to, 0 for an independent one."""

    number: int
    text: str
    parent: int
    depth: int


def claim_tree(texts: Sequence[str]) -> tuple[Claim, ...]:
    """The claims in their order, each with its parent and depth (0 = independent).

    A number before the text is taken as the claim's own; a reference to itself or to a later claim is none.
    """
    depths: dict[int, int] = {}
    claims = []
    for position, text in enumerate(texts, start=1):
        number, words = _numbered(text, position)
        parent = _referred_to(words)
        parent = parent if parent in depths and parent < number else 0
        depths[number] = depths[parent] + 1 if parent else 0
        claims.append(Claim(number, words, parent, depths[number]))
    return tuple(claims)


def _numbered(text: str, position: int) -> tuple[int, str]:
    found = _NUMBERED.match(text)
    return (int(found[1]), text[found.end() :].strip()) if found else (position, text.strip())


def _referred_to(words: str) -> int:
    head = words[:HEAD_CHARS]
    found = _CHINESE.search(head) or _ENGLISH.search(head)
    return int(found[1]) if found else 0
