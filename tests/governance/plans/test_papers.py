"""The papers of a year: what they say, that they are the same each time, and who may have them."""

from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest

from tests.governance.plans import samples
from tests.people import HEFEI, SHENZHEN, person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.governance.plans import actions
from zhicheng.governance.plans.bulletin import bulletin, half_year, month, report, told
from zhicheng.governance.plans.models import Adoption

pytestmark = pytest.mark.django_db
JUNE = datetime(2018, 6, 20, 2, tzinfo=UTC)


@pytest.fixture
def adoption() -> Adoption:
    found, by = samples.in_force()
    samples.figure(samples.CERTIFICATES, SHENZHEN, 2017, 104.0)
    samples.figure(samples.CERTIFICATES, SHENZHEN, 2018, 118.0)
    measure = found.measures.order_by("pk").first()
    assert measure is not None
    actions.finish(milestone=measure.milestones.order_by("due_on")[0], by=by, day=date(2018, 6, 20), at=JUNE)
    actions.note(
        measure=measure, text="方案已印发。", by=by, risk="none", spent_fen=2_000_000, day=date(2018, 6, 20), at=JUNE
    )
    return found


def words(content: bytes) -> str:
    """All that the paper says, tables too."""
    paper = docx.Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def test_a_month_tells_what_was_done_in_it(adoption: Adoption) -> None:
    june, may = (words(bulletin(told(adoption, month(2018, number)))) for number in (6, 5))
    assert ("本期完成 1 个里程碑。" in june, "本期完成 0 个里程碑。" in may) == (True, True)
    assert "预算 40.0 万元，已支出 2.0 万元，占 5.0%。" in june


def test_targets_stand_with_their_judgement(adoption: Adoption) -> None:
    shown = words(bulletin(told(adoption, month(2018, 6))))
    assert "计划的 3 个目标中，达标 1 个，未达标 0 个，2 个还不能判断。" in shown
    assert "增长 13.5%，达到 10% 的目标：完成" in shown


def test_a_report_goes_through_the_tasks(adoption: Adoption) -> None:
    shown = words(report(told(adoption, half_year(2018, 1))))
    assert "6 月 20 日，方案已印发。" in shown
    assert "（二〇" not in shown
    assert "本年不承担。" in shown


def test_the_same_records_give_the_same_bytes(adoption: Adoption) -> None:
    assert bulletin(told(adoption, month(2018, 6))) == bulletin(told(adoption, month(2018, 6)))


@pytest.mark.usefixtures("adoption")
def test_three_people_ask_for_a_paper() -> None:
    address = f"/plans/2018/{SHENZHEN}/bulletin/6/"
    own, other = person("经办", Role.CITY_HANDLER, SHENZHEN), person("别处", Role.CITY_HANDLER, HEFEI)
    asked = [own, other, person("企业", Role.ORGANISATION)]
    assert [signed_in(user).get(address).status_code for user in asked] == [200, 404, 403]
    assert signed_in(own).get(f"/plans/2018/{SHENZHEN}/bulletin/13/").status_code == 404
