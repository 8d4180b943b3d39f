"""Who may open which page of a region's plan. A province's officers write their province's own plan, which stands in for theirs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from tests.governance.plans.conftest import publish_plan
from tests.governance.plans.samples import PDF, YEAR, upload
from tests.people import division, person
from tests.permissions import EVERYWHERE, OWN_REGION, Matrix, PermissionMatrix, Place, Route
from zhicheng.base.accounts.models import CITY_OFFICERS, Role
from zhicheng.governance.plans import actions
from zhicheng.governance.plans.models import Adoption, EvidenceUse, Measure, Milestone, TaskChoice, Version
from zhicheng.governance.plans.queries import level_of

READERS = {
    Role.NATIONAL: EVERYWHERE,
    Role.COUNTY: OWN_REGION,
    Role.PROVINCIAL: OWN_REGION,
    **dict.fromkeys(CITY_OFFICERS, OWN_REGION),
}
WRITERS = {Role.PROVINCIAL: OWN_REGION, **dict.fromkeys(CITY_OFFICERS, OWN_REGION)}
ALREADY = datetime(2018, 4, 1, tzinfo=UTC)


def region_of(place: Place) -> str:
    is_province = place.asking(Role.PROVINCIAL) is not None
    return f"{place.region[:2]}0000" if is_province else f"{place.region[:4]}00"


def adoption(place: Place, state: str = "draft") -> Adoption:
    """A plan that is being amended: what is planned may be changed and carried out. Made without its long way."""
    code = region_of(place)
    by = person("别人", Role.NATIONAL)
    made = Adoption.objects.create(
        plan_year=YEAR, definition=publish_plan(), region=division(code), level=level_of(code), state=state, version=1,
        begun_by=by, approved_by=by, approved_at=ALREADY,
    )  # fmt: skip
    TaskChoice.objects.create(adoption=made, task_ref="五", taken=True)
    return made


def address(place: Place) -> Mapping[str, Any]:
    made = adoption(place)
    return {"year": YEAR, "region": made.region_id}


def without_plan(place: Place) -> Mapping[str, Any]:
    publish_plan()
    return {"year": YEAR, "region": division(region_of(place)).code}


def approved_step(place: Place) -> Mapping[str, Any]:
    return {"year": YEAR, "region": adoption(place, "approved").region_id, "code": "amend"}


def version(place: Place) -> Mapping[str, Any]:
    made = adoption(place)
    content = {"tasks": [], "expectations": {}, "measures": []}
    Version.objects.create(adoption=made, number=1, content=content, approved_at=ALREADY, approved_by=made.begun_by)
    return {"year": YEAR, "region": made.region_id, "number": 1}


def numbered(place: Place) -> Mapping[str, Any]:
    return {**address(place), "number": 1}


def measure_of(place: Place) -> Measure:
    return Measure.objects.create(
        adoption=adoption(place), task_ref="五", title="培育", owner="李", department="促进处",
        starts_on=date(2018, 1, 1), ends_on=date(2018, 12, 31),
    )  # fmt: skip


def a_measure(place: Place) -> Mapping[str, Any]:
    return {"pk": measure_of(place).pk}


def open_milestone(place: Place) -> Mapping[str, Any]:
    return {"pk": Milestone.objects.create(measure=measure_of(place), title="印发", due_on=date(2018, 5, 1)).pk}


def reached_milestone(place: Place) -> Mapping[str, Any]:
    day, by = date(2018, 5, 1), person("别人", Role.NATIONAL)
    return {
        "pk": Milestone.objects.create(measure=measure_of(place), title="印发", due_on=day, done_on=day, done_by=by).pk
    }


def paper_of(place: Place) -> EvidenceUse:
    measure = measure_of(place)
    region = measure.adoption.region_id
    role = Role.PROVINCIAL if measure.adoption.level == "province" else Role.CITY_HANDLER
    made = actions.attach(
        adoption=measure.adoption, upload=upload(PDF), caption="通知", kind="document", by=person("写", role, region)
    )
    return EvidenceUse.objects.create(evidence=made, measure=measure)


def a_paper(place: Place) -> Mapping[str, Any]:
    return {"pk": paper_of(place).evidence_id}


def a_use(place: Place) -> Mapping[str, Any]:
    use = paper_of(place)
    return {"pk": use.evidence_id, "use": use.pk}


def read(name: str, arguments: Any = address) -> Route:
    return Route(f"plans:{name}", arguments, allowed=READERS)


def write(name: str, arguments: Any = address, **rest: Any) -> Route:
    return Route(f"plans:{name}", arguments, allowed=WRITERS, **rest)


PAGES = ("adoption", "targets", "gantt", "calendar", "evidence", "peers")
MATRIX = Matrix(
    *(read(name) for name in (*PAGES, "check", "calendar_ics")),
    Route("plans:adoption_file", lambda place: {**address(place), "as_format": "csv"}, allowed=READERS),
    read("version", version),
    read("bulletin", numbered),
    read("report", numbered),
    read("measure", a_measure),
    read("paper", a_paper),
    Route("plans:board", lambda _place: {"year": publish_plan() and YEAR}, allowed={Role.NATIONAL: EVERYWHERE, Role.PROVINCIAL: EVERYWHERE}),
    write("tasks"),
    write("expect"),
    write("new_measure"),
    write("begin", without_plan, method="POST", data={}, answer=302),
    write("edit_measure", a_measure),
    write("drop_measure", a_measure, method="POST", data={}, answer=302),
    write("finish", open_milestone),
    write("reopen", reached_milestone),
    write("end_use", a_use, method="POST", data={}, answer=302),
    write("step", approved_step),
    exempt={
        **{f"plans:{name}_file": f"the twins of plans:{name} come from the same guarded view" for name in PAGES[1:]},
        "plans:board_file": "the twins of plans:board come from the same guarded view",
    },
)  # fmt: skip


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
