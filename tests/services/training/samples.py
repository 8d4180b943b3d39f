"""Heads for tests."""

from datetime import date
from itertools import count
from typing import Any

from tests.people import SHENZHEN, division, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.services.training import actions
from zhicheng.services.training.actions import HeadFacts, TrainingFacts
from zhicheng.services.training.models import Head, HeadTraining

numbers = count(1)


def facts(region: str = SHENZHEN, **given: Any) -> HeadFacts:
    usual: dict[str, Any] = {
        "name": f"负责人{next(numbers)}",
        "unit": "管理处",
        "post": "处长",
        "since": date(2015, 3, 2),
        "region": division(region),
    }
    return HeadFacts(**usual | given)


def entered(region: str = SHENZHEN, by: User | None = None, **given: Any) -> Head:
    return actions.enter(facts=facts(region, **given), by=by or person("国家局", Role.NATIONAL))


def trained(head: Head, ended_on: date, by: User | None = None, course: str = "轮训班") -> HeadTraining:
    by = by or person("国家局", Role.NATIONAL)
    return actions.record_training(head=head, facts=TrainingFacts(ended_on, course), by=by)
