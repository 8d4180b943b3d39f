"""Reads of standards and certificates. The register is public: anyone may see what is certified."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Q, QuerySet
from django_scopes import scope, scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.queries import current_models
from zhicheng.base.parties.models import Party
from zhicheng.services.standards.definition_kinds import Edition, StandardDefinition
from zhicheng.services.standards.models import Certificate, State, Surveillance


def standards() -> dict[str, StandardDefinition]:
    """Standards in force by their number, `GB/T 29490`."""
    models = cast("dict[str, StandardDefinition]", current_models("standard"))
    return {one.number: one for one in models.values()}


def standard(code: str) -> StandardDefinition | None:
    """The standard of a definition's code, None when there is none in force."""
    return cast("dict[str, StandardDefinition]", current_models("standard")).get(code)


@dataclass(frozen=True, slots=True)
class Given:
    """An edition and the standard it is of."""

    standard: StandardDefinition
    edition: Edition


def editions() -> dict[str, Given]:
    """All editions by their code, `GB/T 29490-2013`."""
    return {edition.code: Given(one, edition) for one in standards().values() for edition in one.editions}


def register() -> QuerySet[Certificate]:
    """All certificates with holder and place."""
    with scopes_disabled():
        return Certificate.objects.select_related("holder__region__parent")


def in_reach(user: User) -> QuerySet[Certificate]:
    """Those whose holders an officer reaches."""
    with scope(reach=user.reach):
        return Certificate.objects.select_related("holder__region__parent")


def of_holder(party: Party) -> QuerySet[Certificate]:
    """An organisation's certificates, newest first."""
    return register().filter(holder=party)


def certificate(pk: int) -> Certificate | None:
    """One certificate with what it replaces and its surveillance."""
    return register().select_related("replaces").prefetch_related("surveillances").filter(pk=pk).first()


def by_code(code: str) -> Certificate | None:
    """The certificate that a code verifies."""
    return register().filter(code=code.strip().upper()).first()


def by_number(numbers: Collection[str]) -> dict[str, Certificate]:
    """Certificates by number, of the given ones."""
    return {one.number: one for one in register().filter(number__in=numbers)}


def in_force(on: date) -> Q:
    """The condition that a certificate is valid on a day."""
    return Q(state=State.VALID, issued_on__lte=on, expires_on__gte=on)


def surveillance_due(user: User, until: date) -> QuerySet[Surveillance]:
    """Audits of valid certificates in reach that are due until a day and not recorded, the longest due first."""
    certificates = in_reach(user).filter(state=State.VALID).values("pk")
    due = Surveillance.objects.filter(certificate__in=certificates, done_on=None, due_on__lte=until)
    with scopes_disabled():
        return due.select_related("certificate__holder__region").order_by("due_on", "pk")


def first_of(holders: Collection[int], standard: str) -> set[int]:
    """Those of the holders that already have a first certificate by a standard."""
    rows = register().filter(holder__in=holders, standard=standard, is_new=True)
    return set(rows.values_list("holder_id", flat=True))
