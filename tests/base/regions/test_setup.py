"""The setup step that loads divisions and demonstration units."""

import pytest

from zhicheng.base.regions import queries, setup
from zhicheng.base.regions.models import DemonstrationUnit, Level, Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    setup.load()


def test_the_country_is_there_once() -> None:
    counts = {level: Region.objects.filter(level=level).count() for level in Level}
    assert counts == {Level.PROVINCE: 34, Level.CITY: 333, Level.COUNTY: 2844}
    assert queries.provinces().count() == 34
    assert queries.cities().count() == 333


def test_a_second_run_changes_nothing() -> None:
    before = Region.pgh_event_model.objects.count(), DemonstrationUnit.pgh_event_model.objects.count()
    assert setup.load() == "3211 个行政区划、64 个示范单位，没有变化"
    assert (Region.pgh_event_model.objects.count(), DemonstrationUnit.pgh_event_model.objects.count()) == before


def test_a_changed_row_is_mended() -> None:
    Region.objects.filter(code="440300").update(name="深圳")
    DemonstrationUnit.objects.filter(region_id="440300").update(name="鹏城")
    assert setup.load() == "3211 个行政区划、64 个示范单位，更新 2 行、0 幅地图"
    assert queries.region("440300").name == "深圳市"
    assert DemonstrationUnit.objects.get(region_id="440300").name == "深圳"
