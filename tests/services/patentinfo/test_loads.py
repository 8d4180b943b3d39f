"""Officers bring patents in: what is refused, what becomes of a load, two at once, killed ones, and the way back."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import Settings

from tests.people import HEFEI, person
from tests.services.patentinfo.tables_of_files import BATTERY, CITING, FAULTY, NEXT, PUMP, table
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.jobs.models import Job, State
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.verdicts import Refused
from zhicheng.engine.patents.loading.files import file_inputs
from zhicheng.engine.patents.query import parse
from zhicheng.services.patentinfo import holdings, incoming
from zhicheng.services.patentinfo.actions import loads
from zhicheng.services.patentinfo.models import Load, LoadState
from zhicheng.services.patentinfo.queries import loads as queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]


@pytest.fixture
def officer() -> User:
    return person("合肥经办", Role.CITY_HANDLER, HEFEI)


def confirmed(by: User, *rows: str, source: str = "测试导出", name: str = "专利.csv") -> Load:
    """A load that waits for its job."""
    opened = loads.open_load(uploads=[table(*rows, name=name)], chosen=[], by=by)
    return loads.confirm(load=opened, source=source, by=by)


def loaded(by: User, *rows: str, **rest: str) -> Load:
    """A load after its job."""
    load = confirmed(by, *rows, **rest)
    run_waiting()
    return Load.objects.get(pk=load.pk)


def found(text: str) -> list[str]:
    """The publications that the index finds, by number."""
    return sorted(holdings.index().ids(parse(text), most=100))


def counts(load: Load) -> tuple[str, int, int, int, int, int]:
    return load.state, load.records, load.new, load.changed, load.unchanged, load.rejected


def test_a_load_is_read_counted_and_searched(officer: User) -> None:
    load = loaded(officer, BATTERY, CITING, *FAULTY)
    assert counts(load) == (LoadState.DONE, 5, 2, 0, 0, 3)
    assert (load.before, load.version, load.format_code) == (0, 1, "cnipa")
    assert found("锂离子电池") == ["CN101933423A", "CN105633506A"]
    faults = [(one.file, one.position, one.reason.split("。")[0]) for one in queries.rejects(load)]
    assert faults == [
        (
            "专利.csv",
            3,
            "公开号“CN不是号码”有误：中国公开（公告）号为 7 位或 9 位数字加种类代码，例如 CN101933423A，现为“不是号码”",
        ),
        ("专利.csv", 4, "日期“2014-13-45”不存在"),
        ("专利.csv", 5, "没有公开（公告）号，记录无从识别"),
    ]
    job = load.job
    assert job is not None
    assert (job.state, job.result, job.result_url) == (
        State.DONE,
        "载入为第 1 版：新增 2 件，更新 0 件，3 条不能读取",
        load.get_absolute_url(),
    )


def test_a_second_load_adds_changes_and_repeats_nothing(officer: User) -> None:
    loaded(officer, BATTERY, CITING)
    load = loaded(officer, BATTERY, CITING.replace("审查中", "驳回"), PUMP, source="补充")
    assert counts(load) == (LoadState.DONE, 3, 1, 1, 1, 0)
    assert found("水泵 OR 锂离子电池") == ["CN101933423A", "CN105633506A", "CN204000001U"]


def test_what_was_done_is_logged_in_order(officer: User) -> None:
    loaded(officer, BATTERY)
    verbs = LogEntry.objects.filter(verb__startswith="patents.").order_by("number")
    assert [(entry.verb, entry.user, entry.region_code) for entry in verbs] == [
        ("patents.opened", officer, HEFEI),
        ("patents.confirmed", officer, HEFEI),
        ("patents.loaded", officer, HEFEI),
    ]


def test_a_file_without_a_patent_fails_in_words_and_leaves_the_lake(officer: User) -> None:
    loaded(officer, BATTERY)
    load = loaded(officer, *FAULTY, source="全是错的")
    assert (load.state, load.version) == (LoadState.FAILED, None)
    assert load.told.startswith("没有读到任何专利，专利库未改变。第一条有问题的记录：公开号“CN不是号码”有误")
    assert load.job is not None
    assert (load.job.state, load.job.error) == (State.FAILED, load.told)
    assert (queries.newest_number(), found("锂离子电池"), holdings.lake().interrupted()) == (1, ["CN101933423A"], None)


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (SimpleUploadedFile("x.csv", "甲,乙\n1,2\n".encode()), "no_format"),
        (SimpleUploadedFile("x.exe", b"MZ"), "ending"),
        (SimpleUploadedFile("x.zip", b"not a zip"), "form"),
        (SimpleUploadedFile("x.csv", b""), "empty"),
    ],
    ids=["no-patents", "program", "no-archive", "empty"],
)
def test_files_that_stay_out(officer: User, upload: SimpleUploadedFile, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        loads.open_load(uploads=[upload], chosen=[], by=officer)
    assert (refusal.value.code, Load.objects.count()) == (code, 0)


def test_one_content_twice_stays_out(officer: User) -> None:
    with pytest.raises(Refused) as refusal:
        loads.open_load(uploads=[table(BATTERY, name="a.csv"), table(BATTERY, name="b.csv")], chosen=[], by=officer)
    assert refusal.value.because == "“b.csv”与“a.csv”内容相同，请只选一个"


def test_files_of_the_servers_folder_are_chosen_by_name(officer: User, tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "大文件.csv").write_bytes(table(BATTERY, PUMP).read())
    (folder / ".hidden").write_bytes(b"x")
    (tmp_path / "secret.csv").write_bytes(table(CITING).read())
    settings.PATENT_FOLDER = folder
    assert [one.name for one in incoming.offered()] == ["大文件.csv"]
    with pytest.raises(Refused) as refusal:
        loads.open_load(uploads=[], chosen=["../secret.csv"], by=officer)
    assert refusal.value.code == "not_in_folder"
    opened = loads.open_load(uploads=[], chosen=["大文件.csv"], by=officer)
    loads.confirm(load=opened, source="服务器上的", by=officer)
    run_waiting()
    done = Load.objects.get(pk=opened.pk)
    assert counts(done) == (LoadState.DONE, 2, 2, 0, 0, 0)
    assert [(one["name"], len(one["sha256"])) for one in done.files] == [("大文件.csv", 64)]


def test_only_the_uploader_confirms_and_only_once(officer: User) -> None:
    other = person("别人", Role.CITY_HANDLER, HEFEI)
    opened = loads.open_load(uploads=[table(BATTERY)], chosen=[], by=officer)
    with pytest.raises(Refused) as refusal:
        loads.confirm(load=opened, source="别人的", by=other)
    assert refusal.value.code == "not_own_draft"
    loads.confirm(load=opened, source="自己的", by=officer)
    with pytest.raises(Refused) as again:
        loads.confirm(load=opened, source="再来", by=officer)
    assert again.value.code == "not_a_draft"


def test_a_second_load_waits_for_the_first(officer: User) -> None:
    confirmed(officer, BATTERY, source="第一批")
    with pytest.raises(Refused) as refusal:
        confirmed(person("别人", Role.PROVINCIAL), PUMP)
    assert refusal.value.because == "合肥经办发起的载入“第一批”还没有结束，请等它结束后再确认"


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmed_at_the_same_moment_one_is_loaded() -> None:
    people = [person(f"第{number}人", Role.NATIONAL, None) for number in range(4)]
    rows = (BATTERY, CITING, PUMP, NEXT)
    opened = [loads.open_load(uploads=[table(row)], chosen=[], by=one) for row, one in zip(rows, people, strict=True)]
    gate = Barrier(len(opened))

    def confirm(pair: tuple[Load, User]) -> str:
        gate.wait()
        try:
            loads.confirm(load=pair[0], source="同时", by=pair[1])
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "confirmed"

    with ThreadPoolExecutor(len(opened)) as pool:
        answers = list(pool.map(confirm, zip(opened, people, strict=True)))
    assert sorted(answers) == ["another_load_runs"] * 3 + ["confirmed"]
    assert (Load.objects.filter(state=LoadState.WAITING).count(), Job.objects.count()) == (1, 1)


def cut_off(load: Load) -> Load:
    """As a killed process leaves it: the row says it runs, the job ended, the lake has a checkpoint."""
    loads.begin(load=load)
    Job.objects.filter(pk=load.job_id).delete()
    with incoming.staged(load) as paths, holdings.lake().loading([one.source for one in file_inputs(paths)]):
        pass
    return Load.objects.get(pk=load.pk)


def test_a_killed_load_is_resumed(officer: User) -> None:
    load = cut_off(confirmed(officer, BATTERY, PUMP))
    assert holdings.lake().interrupted() is not None
    loads.resume(load=load, by=officer)
    run_waiting()
    assert counts(Load.objects.get(pk=load.pk)) == (LoadState.DONE, 2, 2, 0, 0, 0)
    assert holdings.lake().interrupted() is None


def test_a_killed_load_is_given_up_and_the_next_one_goes(officer: User) -> None:
    load = cut_off(confirmed(officer, BATTERY, PUMP))
    with pytest.raises(Refused) as refusal:
        loads.give_up(load=load, by=person("别人", Role.CITY_HANDLER, HEFEI))
    assert refusal.value.code == "not_own_load"
    given_up = loads.give_up(load=load, by=officer)
    assert (given_up.state, given_up.told) == (LoadState.FAILED, "已放弃，专利库没有改变。")
    assert counts(loaded(officer, CITING)) == (LoadState.DONE, 1, 1, 0, 0, 0)


def test_a_load_killed_after_the_lakes_last_write_is_not_done_twice(officer: User) -> None:
    load = confirmed(officer, BATTERY)
    run_waiting()
    Load.objects.filter(pk=load.pk).update(state=LoadState.RUNNING, version=None, new=0)
    Job.objects.filter(pk=load.job_id).delete()
    loads.resume(load=Load.objects.get(pk=load.pk), by=officer)
    run_waiting()
    done = Load.objects.get(pk=load.pk)
    assert (counts(done), done.version, queries.newest_number()) == ((LoadState.DONE, 1, 1, 0, 0, 0), 1, 1)


def test_the_lake_goes_back_and_forth_and_the_loads_say_so(officer: User) -> None:
    national = person("国家局", Role.NATIONAL, None)
    first, second = loaded(officer, BATTERY), loaded(officer, NEXT, source="第二批")
    loads.ask_roll_back(number=1, why="文件取错了", by=national)
    run_waiting()
    assert found("锂离子电池") == ["CN101933423A"]
    assert states() == {first.pk: ("done", ""), second.pk: ("rolled_back", "文件取错了")}
    loads.ask_roll_back(number=2, why="其实是对的", by=national)
    run_waiting()
    assert found("锂离子电池") == ["CN101933423A", "CN118000001A"]
    assert states() == {first.pk: ("done", ""), second.pk: ("done", "")}
    assert queries.newest_number() == 4
    entries = LogEntry.objects.filter(verb="patents.rolled_back").order_by("number")
    assert [(one.user, one.why) for one in entries] == [(national, "文件取错了"), (national, "其实是对的")]


def states() -> dict[int, tuple[str, str]]:
    return {load.pk: (load.state, load.told) for load in Load.objects.all()}


def test_who_loaded_the_newest_version_may_take_it_back_and_others_not(officer: User) -> None:
    other = person("别人", Role.PROVINCIAL)
    loaded(other, BATTERY)
    loaded(officer, NEXT)
    with pytest.raises(Refused) as refusal:
        loads.ask_roll_back(number=1, why="不喜欢", by=other)
    assert refusal.value.code == "not_own_version"
    with pytest.raises(Refused) as unknown:
        loads.ask_roll_back(number=2, why="就是这版", by=officer)
    assert unknown.value.code == "no_such_version"
    loads.ask_roll_back(number=1, why="取错了", by=officer)
    run_waiting()
    assert found("锂离子电池") == ["CN101933423A"]


@pytest.mark.parametrize("role", [Role.COUNTY, Role.ORGANISATION, Role.AGENCY, Role.EXPERT, Role.SYSTEM_ADMIN])
def test_who_does_not_load(role: Role) -> None:
    with pytest.raises(Refused) as refusal:
        loads.open_load(uploads=[table(BATTERY)], chosen=[], by=person("无权", role))
    assert (refusal.value.code, Load.objects.count()) == ("not_a_loader", 0)
