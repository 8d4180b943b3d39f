"""The kind `standard`: a management standard to which organisations are certified."""

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy
from pydantic import Field

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register

Text = Annotated[str, Field(min_length=1, max_length=300)]
HolderKind = Literal["enterprise", "university", "institute", "maker", "agency", "bank", "other"]


class Edition(DefinitionModel):
    """One edition: `GB/T 29490-2013`. Certificates name the edition they were given by."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    title: Text
    published_on: date | None = None
    in_force_on: date | None = None
    source: Text


class StandardDefinition(DefinitionModel):
    """A standard with its editions, newest last.

    `holders` are the kinds of organisations it is for. A certificate runs `term_years` and is watched every `surveillance_months`.
    """

    title: Text
    number: Annotated[str, Field(min_length=1, max_length=30)]
    holders: Annotated[tuple[HolderKind, ...], Field(min_length=1)]
    term_years: Annotated[int, Field(ge=1, le=10)]
    surveillance_months: Annotated[int, Field(ge=1, le=60)]
    term_source: Text
    basis: Literal["found", "assumed"]
    editions: Annotated[tuple[Edition, ...], Field(min_length=1)]


STANDARD = register(
    Kind(
        code="standard",
        label=gettext_lazy("认证标准"),
        folder="standards",
        model=StandardDefinition,
        page="standards:standard",
    )
)
