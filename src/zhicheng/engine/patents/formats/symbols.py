"""Classification symbols in their one spelling: IPC and CPC ``H01M10/0525``, Locarno ``14-02``."""

import re
import unicodedata
from functools import lru_cache

_SYMBOL = re.compile(r"([A-HY]\d\d[A-Z])\s*(?:0*(\d{1,4})\s*/\s*(\d{2,6}))?(?![\d/])")
_FIXED = re.compile(r"([A-HY]\d\d[A-Z])([ \d]{2}\d)(\d[\dA-Z]+)")
_LOCARNO = re.compile(r"(?:LOC\s*\(\d+\)\s*Cl\.?\s*)?0?(\d\d)\s*[-－]?\s*(\d\d)(?!\d)", re.IGNORECASE)


@lru_cache(maxsize=262_144)
def symbol_of(words: str) -> str:
    """An IPC or CPC symbol without spaces, edition and value marks; empty when the words are none.

    >>> [symbol_of(words) for words in ("H01M 10/0525(2010.01)I", "A61M  31/    00            A I", "G06F017/60", "G06F")]
    ['H01M10/0525', 'A61M31/00', 'G06F17/60', 'G06F']
    """
    text = words.strip().upper()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    found = _SYMBOL.match(text)
    if found is None:
        return ""
    subclass, group, subgroup = found.groups()
    return f"{subclass}{group}/{subgroup}" if group else subclass


@lru_cache(maxsize=65_536)
def fixed_symbol_of(words: str) -> str:
    """A symbol as United States grants until 2004 print it: no slash, the main group three characters wide.

    >>> [fixed_symbol_of(words) for words in ("G06F 1516", "G06F  728", "H04M 1100", "G01G 1904")]
    ['G06F15/16', 'G06F7/28', 'H04M11/00', 'G01G19/04']
    """
    text = words.rstrip().upper()
    found = _FIXED.fullmatch(text)
    if found is None or "/" in text:
        return symbol_of(text)
    subclass, group, subgroup = found.groups()
    return f"{subclass}{int(group)}/{subgroup}" if subgroup.isdigit() else ""


def locarno_of(words: str) -> str:
    """A Locarno class and subclass; empty when the words are none.

    >>> [locarno_of(words) for words in ("1402", "14-02", "LOC(10)Cl.14-02", "D14 480")]
    ['14-02', '14-02', '14-02', '']
    """
    found = _LOCARNO.match(words.strip())
    return f"{found[1]}-{found[2]}" if found else ""
