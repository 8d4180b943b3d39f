"""Two marks on a scale, and on which side of them a value lies, the marks themselves included.

Texts that say "60 or less" and "70 or more" leave open where exactly 60 and exactly 70 belong. Here each mark says it.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Place(StrEnum):
    """Where a value lies; in order from the worst to the best."""

    BELOW = "below"
    BETWEEN = "between"
    ABOVE = "above"

    @property
    def order(self) -> int:
        """0, 1 or 2: the smaller, the worse."""
        return list(Place).index(self)


@dataclass(frozen=True, slots=True)
class Marks:
    """`lower` < `upper` on a scale on which more is better; `at_lower` and `at_upper` say where the marks themselves belong."""

    lower: Decimal
    upper: Decimal
    at_lower: Place
    at_upper: Place

    def __post_init__(self) -> None:
        if self.lower > self.upper:
            raise ValueError(f"the lower mark {self.lower} is above the upper one {self.upper}")

    def place(self, value: Decimal) -> Place:
        """The side of the marks on which a value lies. Marks that are one divide into two: then the upper one decides."""
        if value == self.upper:
            return self.at_upper
        if value == self.lower:
            return self.at_lower
        if value < self.lower:
            return Place.BELOW
        return Place.BETWEEN if value < self.upper else Place.ABOVE
