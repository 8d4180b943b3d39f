"""Names in Latin letters: accents, legal forms of many countries, abbreviations of patent offices, explanatory tails."""

import re
import unicodedata

from zhicheng.engine.patents.applicants.name import ApplicantName

# Spellings of legal forms, as words after the dots are gone, and their normal spelling.
_FORMS = {
    "INC": "INC", "INCORPORATED": "INC", "CORP": "CORP", "CORPORATION": "CORP", "CO": "CO", "COMPANY": "CO", "LTD": "LTD",
    "LIMITED": "LTD", "LLC": "LLC", "LLP": "LLP", "LP": "LP", "PLC": "PLC", "GMBH": "GMBH", "MBH": "GMBH", "AG": "AG",
    "AKTIENGESELLSCHAFT": "AG", "KG": "KG", "KGAA": "KGAA", "SE": "SE", "EV": "EV", "AB": "AB", "AKTIEBOLAG": "AB",
    "AKTIEBOLAGET": "AB", "PUBL": "", "OY": "OY", "OYJ": "OYJ", "AS": "AS", "ASA": "ASA", "APS": "APS", "SA": "SA", "SAS": "SAS",
    "SARL": "SARL", "SPA": "SPA", "SRL": "SRL", "BV": "BV", "NV": "NV", "PTY": "PTY", "PTE": "PTE", "PVT": "PVT", "PRIVATE": "PVT",
    "KK": "KK", "LTDA": "LTDA", "SL": "SL", "SOCIETE ANONYME": "SA", "KABUSHIKI KAISHA": "KK", "SP ZOO": "SP ZOO",
    "SP Z OO": "SP ZOO", "GESELLSCHAFT MIT BESCHRANKTER HAFTUNG": "GMBH", "BESLOTEN VENNOOTSCHAP": "BV", "LIMITED LIABILITY COMPANY": "LLC",
    "LIMITED LIABILITY CO": "LLC", "LIMITED PARTNERSHIP": "LP", "AND CO": "CO", "S A": "SA", "L P": "LP", "L L C": "LLC",
}  # fmt: skip
_LONGEST_FORM = max(len(form.split()) for form in _FORMS)
# What the European office's and other data shorten: WIPO ST.20 and custom.
_ABBREVIATIONS = {
    "UNIV": "UNIVERSITY", "INST": "INSTITUTE", "TECH": "TECHNOLOGY", "TECHNOL": "TECHNOLOGY", "IND": "INDUSTRIES", "INT": "INTERNATIONAL",
    "INTL": "INTERNATIONAL", "RES": "RESEARCH", "DEV": "DEVELOPMENT", "MFG": "MANUFACTURING", "ELEC": "ELECTRIC", "LAB": "LABORATORY",
    "SYST": "SYSTEMS", "NAT": "NATIONAL", "ACAD": "ACADEMY", "SCI": "SCIENCE", "CENTRE": "CENTER", "ENG": "ENGINEERING",
}  # fmt: skip
_LETTERS = str.maketrans(
    {"Ø": "O", "Æ": "AE", "Œ": "OE", "Ł": "L", "Đ": "D", "ß": "SS", "ẞ": "SS", "&": " AND ", "+": " AND "}
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_TAIL = re.compile(
    r"[\s,]+(?:A|AN)\s+(?:[A-Z]+\s+){0,4}(?:CORPORATION|COMPANY|PARTNERSHIP|ENTITY)(?:\s+(?:OF|ORGANIZED|EXISTING)\b.*)?$"
    r"|[\s,(]+(?:D/?B/?A|F/?K/?A|ALSO KNOWN AS|DOING BUSINESS AS|THROUGH ITS|ACTING THROUGH|ON BEHALF OF)\b.*$"
)
_DOTS = re.compile(r"(?<=\b\w)/(?=\w\b)|\.(?=\w\b|\s|$|,)|(?<=\b\w)\.|['’`´]")
_OTHER = re.compile(r"[^0-9A-Z\u0370-\u052f\u0600-\u0eff\u1100-\u11ff\u3040-\u30ff\uac00-\ud7af]+")


def normalise(text: str, original: str) -> ApplicantName:
    """The parts of a name that has already been brought to half width."""
    words = _words(_TAIL.sub("", _capitals(text)))
    stem_words, forms = _without_forms(words)
    stem = " ".join(stem_words)
    form = " ".join(forms)
    return ApplicantName(f"{stem} {form}".strip(), stem, stem, "", form, "", (), original)


def _capitals(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.upper().translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _words(capitals: str) -> list[str]:
    """The words without dots and brackets, abbreviations written out; an acronym of the words before it is left out."""
    opened = _BRACKET.sub(
        lambda found: "" if _is_acronym(found[1], capitals[: found.start()]) else f" {found[1]} ", capitals
    )
    words = [_ABBREVIATIONS.get(word, word) for word in _OTHER.sub(" ", _DOTS.sub("", opened)).split()]
    if words[:1] == ["THE"] and len(words) > 1:
        words = words[1:]
    if words[:1] == ["UNIVERSITY"] and len(words) > 1 and words[1] not in {"OF", "DE", "DEGLI", "DI", "D", "FOR"}:
        words = [*words[1:], "UNIVERSITY"]
    return words


def _is_acronym(inside: str, before: str) -> bool:
    letters = [letter for letter in inside if letter.isalpha()]
    initials = iter(word[0] for word in before.split() if word)
    return len(letters) > 1 and all(letter in initials for letter in letters)


def _without_forms(words: list[str]) -> tuple[list[str], list[str]]:
    """The words before the legal forms at the end, and the forms; a name never consists of forms only."""
    forms: list[str] = []
    while True:
        count = _form_length(words)
        if not count:
            return words, forms
        form = _FORMS[" ".join(words[-count:])]
        words, forms = words[:-count], [form, *forms] if form else forms


def _form_length(words: list[str]) -> int:
    longest = min(_LONGEST_FORM, len(words) - 1)
    return next((count for count in range(longest, 0, -1) if " ".join(words[-count:]) in _FORMS), 0)
