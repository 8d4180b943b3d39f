"""A demonstration city whose term is over, and the rule by which it is reviewed."""

from datetime import date, timedelta
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tests.people import division, person
from tests.services.cultivation import samples as cultivation
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.actions import put_in_force
from zhicheng.base.definitions.reading import read, read_folder
from zhicheng.engine.calendars.periods import add_months
from zhicheng.governance.support.definition_kinds import REVIEW_RULE, ReviewRuleDefinition
from zhicheng.services.cultivation.actions import cities
from zhicheng.services.cultivation.models import CityStage

SUZHOU = cultivation.SUZHOU
DOCUMENT = "国知发〔2026〕8号"


def shipped_rule() -> ReviewRuleDefinition:
    """The shipped rule, without the database."""
    text = (Path(settings.DEFINITIONS_DIR) / "review_rules" / "demonstration_city.toml").read_text("utf-8")
    return cast("ReviewRuleDefinition", read(REVIEW_RULE, "demonstration_city", text).model)


@transaction.atomic
def load() -> None:
    """Programmes and the rule in force."""
    cultivation.load_programmes()
    for one in read_folder(REVIEW_RULE, Path(settings.DEFINITIONS_DIR)):
        put_in_force(REVIEW_RULE, one, by=None, why="", shipped=True)


def over() -> date:
    """The first day of a term that ended a month ago."""
    return add_months(timezone.localdate() - timedelta(days=30), -36)


def demonstration_city(code: str = SUZHOU, starts_on: date | None = None) -> CityStage:
    """A city in its demonstration term, by default one that is over."""
    return cities.enter_demonstration(
        region=division(code), by=national("登记人"), document="国知发〔2013〕1号", starts_on=starts_on or over()
    )


def national(name: str = "国家局甲") -> User:
    return person(name, Role.NATIONAL)
