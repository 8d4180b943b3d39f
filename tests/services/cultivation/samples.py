"""Programmes, titles and people for the tests of titles."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tests.people import division, firm, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.actions import put_in_force
from zhicheng.base.definitions.reading import read, read_folder
from zhicheng.base.parties.models import Party
from zhicheng.services.cultivation.actions.titles import Grant, designate
from zhicheng.services.cultivation.definition_kinds import PROGRAMME, LifeCycle, ProgrammeDefinition
from zhicheng.services.cultivation.models import Designation

SUZHOU = "320500"


@transaction.atomic
def load_programmes() -> None:
    """Put all shipped programmes in force."""
    for one in read_folder(PROGRAMME, Path(settings.DEFINITIONS_DIR)):
        put_in_force(PROGRAMME, one, by=None, why="", shipped=True)


def shipped(code: str) -> ProgrammeDefinition:
    """A shipped programme, without the database."""
    text = (Path(settings.DEFINITIONS_DIR) / "programmes" / f"{code}.toml").read_text("utf-8")
    model = read(PROGRAMME, code, text).model
    assert isinstance(model, ProgrammeDefinition)
    return model


def life_cycle() -> LifeCycle:
    found = shipped("demonstration_city").life_cycle
    assert found is not None
    return found


def national() -> User:
    return person("国家局", Role.NATIONAL)


def grant(level: str = "advantage", programme: str = "national_enterprise", **facts: Any) -> Grant:
    """A title granted last year, by default that of an advantage enterprise."""
    known = {"document": "国知发〔2025〕1号", "granted_on": timezone.localdate() - timedelta(days=200)}
    return Grant(programme, level, **{**known, **facts})


def held(party: Party | None = None, **facts: Any) -> Designation:
    """A title in force of an organisation."""
    return designate(grant=grant(**facts), by=national(), party=party or firm())


def of_city(code: str = SUZHOU, level: str = "demonstration", **facts: Any) -> Designation:
    """A title in force of a city."""
    made = grant(level, "demonstration_city", **facts)
    return designate(grant=made, by=national(), region=division(code))


def long_ago() -> date:
    return date(2012, 4, 1)
