"""Division codes of GB/T 2260: six digits, two each for province, city and county."""


def prefix(code: str) -> str:
    """The significant digits: 110000 → 11, 440300 → 4403, 440305 → 440305.

    A division's subtree is every code that starts with them.
    """
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` lies in `outer`'s subtree; a division contains itself."""
    return inner.startswith(prefix(outer))
