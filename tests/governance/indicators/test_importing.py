"""A file becomes the next version, all or nothing; nothing that was in force is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.governance.indicators import samples
from tests.people import person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.jobs.models import Job
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.verdicts import Refused
from zhicheng.engine.tables import TableRefused, write_csv
from zhicheng.governance.indicators import actions, datasets, preview, queries
from zhicheng.governance.indicators.models import Computation, Draft, Import, Row, State, Value
from zhicheng.governance.indicators.reading import ImportRefused

pytestmark = pytest.mark.django_db

NEW_SHENZHEN = ("440300,深圳市,2010,11,4,x", "440300,深圳市,2012,40,8,x")


@pytest.fixture(autouse=True)
def orchard() -> None:
    samples.orchard()


@pytest.fixture
def national() -> User:
    return person("国", Role.NATIONAL, None)


@pytest.fixture
def city() -> User:
    return person("市", Role.CITY_HANDLER, "440300")


def draft_of(*rows: str, by: User, head: str = samples.HEAD) -> Draft:
    upload = SimpleUploadedFile("fruit.csv", samples.csv(*rows, head=head))
    return actions.open_draft(upload=upload, layout="fruit", by=by)


def said(version: Import) -> dict[tuple[str, str, int], float | None]:
    return {(one.indicator, one.region_id, one.period): one.value for one in version.values.all()}


def test_an_import_keeps_rows_values_and_where_they_came_from(national: User) -> None:
    made = samples.bring_in(*samples.ROWS, by=national, source="水果年鉴 2012 表 3")
    assert (made.version, made.state, made.row_count, made.value_count) == (1, State.CURRENT, 5, 10)
    assert (made.source, made.made_by, made.part) == ("水果年鉴 2012 表 3", national, "")
    assert made.sha256 == actions.IncomingFile("", samples.csv(*samples.ROWS)).sha256
    value = Value.objects.get(indicator="pears", region="440300", period=2011)
    assert (value.value, value.raw, value.line, value.column, value.origin) == (None, "…", 3, "pears", made)
    assert Row.objects.get(source=made, line=3).cells == ["440300", "深圳市", "2011", "20", "…", "x"]
    assert LogEntry.objects.filter(verb="figures.imported", user=national).count() == 1


def test_the_next_import_replaces_and_keeps_the_first() -> None:
    first = samples.bring_in(*samples.ROWS)
    second = samples.bring_in(*samples.ROWS[:3])
    first.refresh_from_db()
    assert (first.state, second.version, second.state) == (State.SUPERSEDED, 2, State.CURRENT)
    assert (first.values.count(), second.values.count()) == (10, 6)


def test_one_bad_row_keeps_everything_out() -> None:
    first = samples.bring_in(*samples.ROWS)
    with pytest.raises(ImportRefused) as refusal:
        samples.bring_in(*samples.ROWS, "440199,无名市,2010,1,1,x")
    assert [fault.line for fault in refusal.value.faults] == [7]
    assert list(Import.objects.all()) == [first]
    assert Value.objects.count() == 10


def test_an_officer_replaces_the_values_of_his_reach_only(city: User) -> None:
    first = samples.bring_in(*samples.ROWS)
    second = samples.bring_in(*NEW_SHENZHEN, by=city)
    assert second.part == "440300"
    assert said(second) == {
        **{key: value for key, value in said(first).items() if key[1] != "440300"},
        ("apples", "440300", 2010): 11.0,
        ("pears", "440300", 2010): 4.0,
        ("apples", "440300", 2012): 40.0,
        ("pears", "440300", 2012): 8.0,
    }
    origins = {(one.region_id, one.origin_id) for one in second.values.all()}
    assert origins == {("440100", first.pk), ("340100", first.pk), ("440300", second.pk)}


def test_what_the_file_does_not_say_is_kept_when_asked(city: User) -> None:
    first = samples.bring_in(*samples.ROWS)
    file = actions.IncomingFile("new.csv", samples.csv("440300,深圳市,2011,21,x", head="adcode,city,year,apples,note"))
    second = actions.import_file(layout="fruit", file=file, source="", by=city, keep_absent=True)
    assert said(second) == {**said(first), ("apples", "440300", 2011): 21.0}
    third = actions.import_file(layout="fruit", file=file, source="", by=None, keep_absent=False)
    assert said(third) == {("apples", "440300", 2011): 21.0}


def test_an_officer_brings_in_nothing_outside_his_reach(city: User) -> None:
    first = samples.bring_in(*samples.ROWS)
    with pytest.raises(ImportRefused) as refusal:
        samples.bring_in(*NEW_SHENZHEN, samples.ROWS[2], by=city)
    assert [str(fault) for fault in refusal.value.faults] == ["第 4 行“adcode”列：广州市（440100）不在您的管辖区域内"]
    assert list(Import.objects.all()) == [first]


@pytest.mark.parametrize("role", [Role.COUNTY, Role.ORGANISATION, Role.EXPERT, Role.SYSTEM_ADMIN])
def test_others_import_nothing(role: Role) -> None:
    stranger = person("外", role)
    with pytest.raises(Refused) as refusal:
        samples.bring_in(*samples.ROWS, by=stranger)
    assert (refusal.value.code, Import.objects.count()) == ("not_an_importer", 0)


def test_a_preview_counts_what_would_change_and_changes_nothing(national: User) -> None:
    first = samples.bring_in(*samples.ROWS)
    shown = preview.preview(draft_of(*NEW_SHENZHEN, samples.ROWS[2], by=national), national)
    assert shown.faults == ()
    assert shown.replacing == first
    assert dict(shown.by_indicator) == {
        "apples": preview.Counts(new=1, changed=1, same=1, gone=3),
        "pears": preview.Counts(new=1, changed=0, same=2, gone=3),
    }
    assert shown.rows[0] == (2, ("440300", "深圳市", "2010", "11", "4", "x"))
    assert list(Import.objects.all()) == [first]


def test_an_officers_preview_counts_his_reach_only(city: User) -> None:
    samples.bring_in(*samples.ROWS)
    shown = preview.preview(draft_of(*NEW_SHENZHEN, by=city), city)
    assert shown.counts == preview.Counts(new=2, changed=1, same=1, gone=2)


def test_confirming_twice_imports_once(national: User) -> None:
    draft = draft_of(*samples.ROWS, by=national)
    once = actions.confirm(draft=draft, source="年鉴", replacing=None, by=national)
    again = actions.confirm(draft=draft, source="年鉴", replacing=None, by=national)
    assert once == again
    assert (Import.objects.count(), Job.objects.count()) == (1, 1)


def test_a_preview_that_others_overtook_is_shown_again(national: User) -> None:
    draft = draft_of(*NEW_SHENZHEN, by=national)
    overtaking = samples.bring_in(*samples.ROWS)
    with pytest.raises(Refused) as refusal:
        actions.confirm(draft=draft, source="年鉴", replacing=None, by=national)
    assert refusal.value.code == "preview_is_stale"
    assert list(Import.objects.all()) == [overtaking]


def test_a_draft_is_its_uploaders(national: User, city: User) -> None:
    draft = draft_of(*samples.ROWS, by=national)
    for act in (
        lambda: actions.confirm(draft=draft, source="年鉴", replacing=None, by=city),
        lambda: actions.map_columns(draft=draft, mapping={}, by=city),
        lambda: actions.discard(draft=draft, by=city),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "not_your_draft"
    assert Import.objects.count() == 0


def test_what_is_no_table_opens_no_draft(national: User) -> None:
    with pytest.raises(TableRefused):
        actions.open_draft(upload=SimpleUploadedFile("a.csv", b"\0" * 2000), layout="fruit", by=national)
    assert Draft.objects.count() == 0


def test_columns_may_be_chosen_by_hand(national: User) -> None:
    draft = draft_of("440300,2010,7", head="a,b,c", by=national)
    assert draft.mapping == {}
    with pytest.raises(ImportRefused):
        actions.map_columns(draft=draft, mapping={"a": "region"}, by=national)
    actions.map_columns(draft=draft, mapping={"a": "region", "b": "period", "c": "=apples"}, by=national)
    made = actions.confirm(draft=draft, source="年鉴", replacing=None, by=national)
    assert said(made) == {("apples", "440300", 2010): 7.0}


def test_a_version_put_back_brings_its_figures_back(national: User) -> None:
    first = samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    before = samples.figures()
    samples.bring_in(*NEW_SHENZHEN)
    actions.recompute(by=None)
    assert samples.figures() != before
    actions.restore(version=first, why="新表有误", by=national)
    run_waiting()
    assert samples.figures() == before
    assert [(one.version, one.state) for one in Import.objects.all()] == [(2, State.SUPERSEDED), (1, State.CURRENT)]
    assert LogEntry.objects.get(verb="figures.restored").why == "新表有误"


def test_only_the_national_office_puts_back_and_only_what_is_not_in_force(national: User, city: User) -> None:
    first = samples.bring_in(*samples.ROWS)
    second = samples.bring_in(*NEW_SHENZHEN)
    with pytest.raises(Refused) as refusal:
        actions.restore(version=first, why="试", by=city)
    assert refusal.value.code == "not_national"
    with pytest.raises(Refused) as refusal:
        actions.restore(version=second, why="试", by=national)
    assert refusal.value.code == "already_current"


def test_old_drafts_are_forgotten(national: User) -> None:
    old, fresh = draft_of(*samples.ROWS, by=national), draft_of(*samples.ROWS, by=national)
    Draft.objects.filter(pk=old.pk).update(made_at="2020-01-01T00:00:00Z")
    assert actions.forget_old_drafts() == 1
    assert list(Draft.objects.all()) == [fresh]


AMOUNTS = st.one_of(st.just(""), st.floats(0.001, 1e9).map(lambda x: format(x, ".6f")), st.integers(1, 10**9).map(str))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.dictionaries(
        st.tuples(st.sampled_from(["440300", "440100", "340100", "110000"]), st.integers(1990, 2020)),
        st.tuples(AMOUNTS, AMOUNTS),
        min_size=1,
        max_size=12,
    )
)
def test_what_was_exported_imports_again_and_changes_nothing(cells: dict[tuple[str, int], tuple[str, str]]) -> None:
    names = {"440300": "深圳市", "440100": "广州市", "340100": "合肥市", "110000": "北京市"}
    rows = [f"{code},{names[code]},{year},{apples},{pears},x" for (code, year), (apples, pears) in cells.items()]
    first = samples.bring_in(*rows)
    actions.recompute(by=None)
    before, computed = samples.figures(), Computation.objects.count()
    layout = queries.layout_models()["fruit"]
    exported = write_csv(datasets.heads_of(layout), datasets.rows_in_force("fruit", layout))
    second = actions.import_file(layout="fruit", file=actions.IncomingFile("again.csv", exported), source="", by=None)
    again = actions.recompute(by=None)
    assert said(second) == said(first)
    assert (samples.figures(), again.written, again.removed) == (before, 0, 0)
    assert Computation.objects.count() == computed + 1
