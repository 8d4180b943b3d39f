"""The kind `patent_fees`: what a year of a patent costs."""

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, ValidationInfo, field_validator

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register
from zhicheng.engine.patents import record
from zhicheng.engine.patents.annuities import FeeBand

FEN_A_YUAN = 100
Text = Annotated[str, Field(min_length=1, max_length=400)]
Year = Annotated[int, Field(ge=1, le=20)]


class Band(DefinitionModel):
    """The fee of the years from `first_year` to `last_year`, counted from filing. `basis` says how sure the amount is."""

    kinds: Annotated[frozenset[record.Kind], Field(min_length=1)]
    first_year: Year
    last_year: Year
    amount_yuan: Annotated[int, Field(ge=0, le=1_000_000)]
    basis: Literal["source", "secondary", "unverified"]

    @field_validator("last_year")
    @classmethod
    def years_run_forward(cls, last_year: int, given: ValidationInfo) -> int:
        if "first_year" in given.data and last_year < given.data["first_year"]:
            raise ValueError(_("不应早于 first_year"))
        return last_year

    @property
    def band(self) -> FeeBand:
        """As the engine takes it."""
        return FeeBand(self.kinds, self.first_year, self.last_year, self.amount_yuan * FEN_A_YUAN)


class FeeTable(DefinitionModel):
    """The annual fees of one office, and where they are taken from."""

    title: Text
    source: Text
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]

    @field_validator("bands")
    @classmethod
    def one_fee_a_year(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        seen: set[tuple[str, int]] = set()
        for band in bands:
            years = {(kind.value, year) for kind in band.kinds for year in range(band.first_year, band.last_year + 1)}
            if twice := sorted(seen & years):
                raise ValueError(_("第 %(year)d 年的年费写了两次") % {"year": twice[0][1]})
            seen |= years
        return bands

    @property
    def fee_bands(self) -> tuple[FeeBand, ...]:
        """As the engine takes them."""
        return tuple(band.band for band in self.bands)

    def basis_of(self, kind: record.Kind, year: int) -> str:
        """How sure the amount of a year is, empty where there is none."""
        for band in self.bands:
            if kind in band.kinds and band.first_year <= year <= band.last_year:
                return band.basis
        return ""


PATENT_FEES = register(
    Kind(code="patent_fees", label=gettext_lazy("专利年费标准"), folder="patent_fees", model=FeeTable)
)
