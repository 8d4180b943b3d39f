"""A city that takes up the shipped plan of 2018, taken as far as a test needs. Time is told: the plan's year is past."""

from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.governance.plans.conftest import publish_plan
from tests.people import GUANGDONG, SHENZHEN, division, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.governance.indicators.models import Figure, FigureState
from zhicheng.governance.plans import actions
from zhicheng.governance.plans.actions import Choice, Expected, MeasurePlan, MilestonePlan
from zhicheng.governance.plans.models import Adoption, Evidence, Measure

YEAR = 2018
MAY = datetime(2018, 5, 2, 2, tzinfo=UTC)
CERTIFICATES, COUNTIES = "gbt29490_new_certificates", "counties_cultivated"
MUST = ("一", "二", "五", "六")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def figure(indicator: str, region: str, period: int, value: float) -> None:
    """A figure in force; any definition will do."""
    Figure.objects.create(
        indicator=indicator, definition=publish_plan(), region=division(region), period=period, value=value,
        state=FigureState.FINAL, computed_at=datetime(2019, 1, 2, tzinfo=UTC),
    )  # fmt: skip


def begun(by: User, region: str = SHENZHEN) -> Adoption:
    publish_plan()
    return actions.begin(year=YEAR, region=division(region), by=by)


def measure_plan(task: str = "五", **changes: object) -> MeasurePlan:
    facts = {
        "task_ref": task, "title": f"任务{task}的措施", "owner": "李", "department": "知识产权促进处",
        "starts_on": date(2018, 3, 1), "ends_on": date(2018, 11, 30), "budget_fen": 10_000_000,
    }  # fmt: skip
    return MeasurePlan(**{**facts, **changes})


STEPS = (MilestonePlan("印发方案", date(2018, 4, 30)), MilestonePlan("总结", date(2018, 10, 31)))


def measure(adoption: Adoption, by: User, task: str = "五", **changes: object) -> Measure:
    return actions.add_measure(adoption=adoption, plan=measure_plan(task, **changes), milestones=STEPS, by=by)


def complete(by: User, region: str = SHENZHEN) -> Adoption:
    """A plan in which nothing is missing: the must tasks, a measure for each, and the figures expected of their targets."""
    adoption = begun(by, region)
    for task in MUST:
        measure(adoption, by, task)
    actions.expect(
        adoption=adoption, by=by,
        expectations={"certificates_growth": Expected(120, "去年 104"), "counties": Expected(1), "heads_trained": Expected(1)},
    )  # fmt: skip
    return adoption


def submitted(by: User, region: str = SHENZHEN) -> Adoption:
    return actions.submit(adoption=complete(by, region), by=by)


def approved(by: User, head: User, region: str = SHENZHEN) -> Adoption:
    return actions.approve(adoption=submitted(by, region), by=head)


def in_force(region: str = SHENZHEN) -> tuple[Adoption, User]:
    """An approved plan and the officer who wrote it."""
    by = person("经办", Role.CITY_HANDLER, region)
    return approved(by, person("负责人", Role.CITY_HEAD, region), region), by


def province_in_force() -> Adoption:
    by = person("省一", Role.PROVINCIAL, GUANGDONG)
    return approved(by, person("省二", Role.PROVINCIAL, GUANGDONG), GUANGDONG)


def upload(content: bytes = PDF, name: str = "通知.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def paper(adoption: Adoption, by: User) -> Evidence:
    return actions.attach(adoption=adoption, upload=upload(), caption="印发通知", kind="document", by=by)


def fresh(adoption: Adoption) -> Adoption:
    return Adoption.objects.get(pk=adoption.pk)


TAKE = {"七": Choice(True, "网点是本市短板")}
