"""The geometry of small drawings that the server makes as SVG."""

WHISKER_WIDTH = 100.0


def bar(value: object, of: object, width: object) -> dict[str, float]:
    """A horizontal bar of `value` out of `of`, in SVG units; out of range is cut, missing is an empty bar."""
    part, whole = _number(value), _number(of)
    share = part / whole if whole > 0 else 0.0
    return {"width": _number(width), "length": round(_number(width) * min(1.0, max(0.0, share)), 1)}


def whisker(rank: object, low: object, high: object, of: object) -> dict[str, float]:
    """Places of a rank and its interval on an axis from 1 to `of`, 100 SVG units wide."""
    span = max(1.0, _number(of) - 1)
    return {"rank": _place(rank, span), "low": _place(low, span), "high": _place(high, span)}


def _place(rank: object, span: float) -> float:
    return round(max(0.0, _number(rank) - 1) / span * WHISKER_WIDTH, 2)


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0
