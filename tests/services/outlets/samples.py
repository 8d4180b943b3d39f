"""Outlets for tests."""

from datetime import date
from itertools import count
from typing import Any

from tests.people import division
from zhicheng.base.accounts.models import User
from zhicheng.services.outlets import actions
from zhicheng.services.outlets.actions import OutletFacts
from zhicheng.services.outlets.models import Outlet

numbers = count(1)


def facts(region: str = "440305", **given: Any) -> OutletFacts:
    usual: dict[str, Any] = {
        "name": f"第{next(numbers)}服务网点",
        "kind": "filed",
        "host": "library",
        "opened_on": date(2016, 5, 1),
        "region": division(region),
    }
    return OutletFacts(**usual | given)


def opened(region: str = "440305", by: User | None = None, **given: Any) -> Outlet:
    return actions.open_outlet(facts=facts(region, **given), by=by)
