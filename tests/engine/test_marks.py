"""Values at, between and beside two marks."""

from decimal import Decimal

import pytest

from zhicheng.engine.marks import Marks, Place

KEPT = Marks(Decimal(60), Decimal(70), Place.BELOW, Place.ABOVE)
MILD = Marks(Decimal(60), Decimal(70), Place.BETWEEN, Place.BETWEEN)


@pytest.mark.parametrize(
    ("value", "kept", "mild"),
    [
        ("59.999", Place.BELOW, Place.BELOW),
        ("60", Place.BELOW, Place.BETWEEN),
        ("60.00", Place.BELOW, Place.BETWEEN),
        ("60.001", Place.BETWEEN, Place.BETWEEN),
        ("69.999", Place.BETWEEN, Place.BETWEEN),
        ("70", Place.ABOVE, Place.BETWEEN),
        ("70.001", Place.ABOVE, Place.ABOVE),
    ],
)
def test_each_mark_belongs_where_it_says(value: str, kept: Place, mild: Place) -> None:
    assert (KEPT.place(Decimal(value)), MILD.place(Decimal(value))) == (kept, mild)


def test_one_mark_divides_into_two() -> None:
    none_allowed = Marks(Decimal(0), Decimal(0), Place.BELOW, Place.ABOVE)
    assert [none_allowed.place(Decimal(value)) for value in ("-1", "0", "1")] == [
        Place.BELOW,
        Place.ABOVE,
        Place.ABOVE,
    ]


def test_places_are_ordered_from_worst_to_best() -> None:
    assert [place.order for place in (Place.BELOW, Place.BETWEEN, Place.ABOVE)] == [0, 1, 2]


def test_marks_ascend() -> None:
    with pytest.raises(ValueError, match="above the upper one"):
        Marks(Decimal(70), Decimal(60), Place.BELOW, Place.ABOVE)
