"""Jobs: one's own, officers those of their reach, the system administrator all."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.people import person
from tests.permissions import (
    EVERYWHERE,
    OWN_PARTY,
    OWN_REGION,
    SIGNED_IN,
    Matrix,
    PermissionMatrix,
    Place,
    Route,
    Whose,
    page_and_twins,
)
from zhicheng.base.accounts.models import OFFICERS, Role
from zhicheng.base.jobs.actions import start
from zhicheng.base.jobs.models import Job, State

SEERS = dict.fromkeys(Role, OWN_PARTY) | dict.fromkeys(OFFICERS, OWN_REGION) | {Role.SYSTEM_ADMIN: EVERYWHERE}


def a_job(place: Place) -> Mapping[str, Any]:
    """Own = started by the person who asks; else by an organisation's user of the place."""
    is_own = place.whose is Whose.OWN and place.person
    by = place.person if is_own else person("李", Role.ORGANISATION, region=place.region)
    return {"pk": start(task="sample.count", title="数数", by=by).pk}


def a_failed_job(place: Place) -> Mapping[str, Any]:
    job = a_job(place)
    Job.objects.filter(**job).update(state=State.FAILED, finished_at=timezone.now())
    return job


MATRIX = Matrix(
    *page_and_twins("jobs:list", allowed=SIGNED_IN),
    Route("jobs:active", allowed=SIGNED_IN),
    Route("jobs:detail", a_job, allowed=SEERS, hidden=403),
    Route("jobs:state", a_job, allowed=SEERS, hidden=403),
    Route("jobs:cancel", a_job, allowed=SEERS, hidden=403, method="POST", answer=302),
    Route("jobs:retry", a_failed_job, allowed=SEERS, hidden=403, method="POST", answer=302),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
