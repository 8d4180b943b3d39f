"""Officers who import at the same moment lose nothing of each other's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.governance.indicators import samples
from tests.people import SHENZHEN, division, person
from tests.racing import race
from zhicheng.base.accounts.models import Role, User
from zhicheng.governance.indicators import actions, report_actions
from zhicheng.governance.indicators.models import Import, State

pytestmark = pytest.mark.django_db(transaction=True)

CITIES = {"440300": "深圳市", "440100": "广州市", "340100": "合肥市"}


def at_once(works: list[Callable[[], Import]]) -> list[Import]:
    """Run all works in threads that begin together; their answers in order."""
    gate = Barrier(len(works))

    def run(work: Callable[[], Import]) -> Import:
        gate.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_parts_of_three_cities_arrive_together() -> None:
    samples.orchard()
    samples.bring_in(*samples.ROWS)
    officers = {code: person(name, Role.CITY_HANDLER, code) for code, name in CITIES.items()}

    def import_of(code: str) -> Callable[[], Import]:
        return lambda: samples.bring_in(f"{code},{CITIES[code]},2012,7,7,x", by=officers[code])

    made = at_once([import_of(code) for code in CITIES])
    assert sorted(one.version for one in made) == [2, 3, 4]
    last = Import.objects.get(state=State.CURRENT)
    said = set(last.values.values_list("region_id", "period", "indicator", "value"))
    assert said == {(code, 2012, indicator, 7.0) for code in CITIES for indicator in ("apples", "pears")}


def test_a_double_click_imports_once() -> None:
    samples.orchard()
    national: User = person("国", Role.NATIONAL, None)
    upload = SimpleUploadedFile("fruit.csv", samples.csv(*samples.ROWS))
    draft = actions.open_draft(upload=upload, layout="fruit", by=national)

    def confirm() -> Import:
        return actions.confirm(draft=draft, source="年鉴", replacing=None, by=national)

    made = at_once([confirm] * 4)
    assert len({one.pk for one in made}) == 1
    assert Import.objects.count() == 1


def test_a_report_is_judged_once_however_many_judge_it() -> None:
    head = samples.APPLES.split("[statistic]", maxsplit=1)[0]
    samples.define("indicator", "staff", head + '[reported]\nform = "人数。"\nevidence = "证明"\n')
    city, province = person("王", Role.CITY_HANDLER), person("李", Role.PROVINCIAL)
    paper = SimpleUploadedFile("证明.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    saved = report_actions.save(
        indicator="staff", region=division(SHENZHEN), period=2018, by=city, value=7, upload=paper
    )
    report = report_actions.submit(report=saved, by=city)

    def approve() -> str:
        return report_actions.approve(report=report, by=province).state

    assert race([approve] * 4) == {"approved": 1, "not_submitted": 3}
