"""The guard against texts that a spreadsheet would run (OWASP ASVS 5.0, 1.2.10), and its undoing."""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "'", "＝", "＋", "－", "＠")
"""Spreadsheets take these for the beginning of a formula; some take the full-width ones too. The apostrophe is here so
that the guard can be undone without doubt."""


def to_cell(text: str) -> str:
    """``text`` as it may stand in a spreadsheet: with an apostrophe in front where it could be taken for a formula."""
    return "'" + text if text.startswith(_RISKY) else text


def from_cell(cell: str) -> str:
    """The text behind :func:`to_cell`. ``from_cell(to_cell(text)) == text`` for any text."""
    return cell.removeprefix("'")
