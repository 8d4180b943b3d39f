from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from tests.base.definitions.conftest import RULE
from tests.people import person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.definitions import queries
from zhicheng.base.definitions.actions import load_shipped, publish, put_in_force, rehearse
from zhicheng.base.definitions.kinds import Kind
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.definitions.reading import DefinitionRefused, read
from zhicheng.base.definitions.setup import load
from zhicheng.base.definitions.signals import definition_published
from zhicheng.base.verdicts import Refused

ONE, TWO = 'title = "甲"\n', 'title = "甲二"\n'


@pytest.fixture
def officer(db: None, rule_kind: Kind) -> User:
    return person("国家局", Role.NATIONAL)


@pytest.fixture
def published() -> Iterator[list[tuple[str, int]]]:
    heard: list[tuple[str, int]] = []

    def hear(*, kind: str, definition: Definition, **_facts: object) -> None:
        heard.append((kind, definition.version))

    definition_published.connect(hear)
    yield heard
    definition_published.disconnect(hear)


def states(code: str = "one") -> list[tuple[int, str, bool, str]]:
    found = Definition.objects.filter(kind="rule", code=code).order_by("version")
    return list(found.values_list("version", "state", "shipped", "text"))


def ship(folder: Path, text: str, code: str = "one") -> Path:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / f"{code}.toml").write_text(text, "utf-8")
    return folder


def test_a_change_is_a_new_version_and_the_old_one_stays(officer: User, published: list[tuple[str, int]]) -> None:
    publish(kind="rule", code="one", text=ONE, by=officer, why="初版")
    made = publish(kind="rule", code="one", text=TWO, by=officer, why="改名")
    assert states() == [(1, "superseded", False, ONE), (2, "current", False, TWO)]
    assert queries.current("rule", "one") == made
    assert published == [("rule", 1), ("rule", 2)]
    entry = LogEntry.objects.latest("pk")
    assert (entry.verb, entry.user_id, entry.why, entry.on_id) == (
        "definition.published",
        officer.pk,
        "改名",
        str(made.pk),
    )


def test_the_same_text_again_changes_nothing(officer: User, published: list[tuple[str, int]]) -> None:
    publish(kind="rule", code="one", text=ONE, by=officer, why="初版")
    publish(kind="rule", code="one", text=ONE, by=officer, why="再来")
    assert states() == [(1, "current", False, ONE)]
    assert published == [("rule", 1)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title = 1\n", "rules/one.toml:1 title：应当是加引号的文字（现为 1）"),
        ('title = "甲"\nfollows = "none"\n', "rules/one.toml:2 follows：没有规则“none”"),
    ],
)
def test_a_wrong_text_is_refused_and_the_old_one_stays(officer: User, text: str, fault: str) -> None:
    publish(kind="rule", code="one", text=ONE, by=officer, why="初版")
    with pytest.raises(DefinitionRefused) as refusal:
        publish(kind="rule", code="one", text=text, by=officer, why="错")
    assert [str(each) for each in refusal.value.faults] == [fault]
    assert states() == [(1, "current", False, ONE)]


def test_a_definition_that_others_need_cannot_turn_wrong_for_them(officer: User) -> None:
    publish(kind="rule", code="base", text=ONE, by=officer, why="初版")
    publish(kind="rule", code="one", text='title = "乙"\nfollows = "base"\n', by=officer, why="初版")
    assert set(queries.current_models("rule")) == {"base", "one"}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.NATIONAL])
def test_only_the_national_office_publishes(db: None, rule_kind: Kind, role: Role) -> None:
    with pytest.raises(Refused) as refusal:
        publish(kind="rule", code="one", text=ONE, by=person(role=role), why="试")
    assert refusal.value.code == "not_a_publisher"
    assert states() == []


def test_who_began_with_an_old_version_is_told(officer: User) -> None:
    publish(kind="rule", code="one", text=ONE, by=officer, why="初版", replacing=0)
    publish(kind="rule", code="one", text=TWO, by=officer, why="改", replacing=1)
    with pytest.raises(Refused) as refusal:
        publish(kind="rule", code="one", text='title = "丙"\n', by=officer, why="也改", replacing=1)
    assert (refusal.value.code, refusal.value.because) == (
        "changed_meanwhile",
        "one 刚被他人改过，现行的是第 2 版。请对照新版再改。",
    )
    assert [version for version, *_rest in states()] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_of_many_publishers_at_once_one_wins(rule_kind: Kind) -> None:
    officer, many = person("国家局", Role.NATIONAL), 8
    publish(kind="rule", code="one", text=ONE, by=officer, why="初版")
    barrier, outcomes = Barrier(many), list[str]()

    def attempt(number: int) -> None:
        barrier.wait()
        try:
            publish(kind="rule", code="one", text=f'title = "第 {number} 个"\n', by=officer, why="抢先", replacing=1)
            outcomes.append("published")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["changed_meanwhile"] * (many - 1) + ["published"]
    assert [(version, state) for version, state, *_rest in states()] == [(1, "superseded"), (2, "current")]


@pytest.mark.parametrize("change", [{"text": "x"}, {"version": 9}, {"shipped": True}])
def test_a_published_text_cannot_be_changed_even_by_sql(officer: User, change: dict[str, object]) -> None:
    made = publish(kind="rule", code="one", text=ONE, by=officer, why="初版")
    with pytest.raises(DatabaseError), transaction.atomic():
        Definition.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Definition.objects.filter(pk=made.pk).delete()
    assert states() == [(1, "current", False, ONE)]


def test_shipped_texts_follow_their_files(officer: User, tmp_path: Path, published: list[tuple[str, int]]) -> None:
    assert [one.code for one in load_shipped(folder=ship(tmp_path, ONE))] == ["one"]
    assert load_shipped(folder=tmp_path) == []
    load_shipped(folder=ship(tmp_path, TWO))
    assert states() == [(1, "superseded", True, ONE), (2, "current", True, TWO)]
    assert published == []


def test_a_definition_changed_on_a_page_stays_in_force(officer: User, tmp_path: Path) -> None:
    load_shipped(folder=ship(tmp_path, ONE))
    publish(kind="rule", code="one", text=TWO, by=officer, why="本地修改")
    assert load_shipped(folder=tmp_path) == []
    newer = 'title = "甲三"\n'
    assert [one.state for one in load_shipped(folder=ship(tmp_path, newer))] == [State.DRAFT]
    assert load_shipped(folder=tmp_path) == []
    assert states() == [(1, "superseded", True, ONE), (2, "current", False, TWO), (3, "draft", True, newer)]
    assert LogEntry.objects.latest("pk").verb == "definition.drafted"


def test_a_draft_taken_over_is_shipped_again(officer: User, tmp_path: Path) -> None:
    load_shipped(folder=ship(tmp_path, ONE))
    publish(kind="rule", code="one", text=TWO, by=officer, why="本地修改")
    newer, newest = 'title = "甲三"\n', 'title = "甲四"\n'
    load_shipped(folder=ship(tmp_path, newer))
    publish(kind="rule", code="one", text=newer, by=officer, why="采用新文本")
    load_shipped(folder=ship(tmp_path, newest))
    assert states()[2:] == [
        (3, "superseded", True, newer),
        (4, "superseded", True, newer),
        (5, "current", True, newest),
    ]


def test_a_wrong_folder_changes_nothing(officer: User, tmp_path: Path) -> None:
    load_shipped(folder=ship(tmp_path, ONE))
    ship(tmp_path, TWO)
    with pytest.raises(DefinitionRefused):
        load_shipped(folder=ship(tmp_path, "title = 1\n", code="two"))
    assert states() == [(1, "current", True, ONE)]


def test_what_was_wrong_before_bars_nothing_else_and_is_not_put_in_force_again(officer: User, tmp_path: Path) -> None:
    """As after an update that brought a new rule: `old` was put in force when nobody asked what it follows."""
    wrong = 'title = "旧"\nfollows = "nowhere"\n'
    put_in_force(RULE, read(RULE, "old", wrong), by=officer, why="", shipped=False)
    assert [one.code for one in load_shipped(folder=ship(tmp_path, ONE))] == ["one"]
    publish(kind="rule", code="two", text='title = "乙"\nfollows = "one"\n', by=officer, why="")
    for code in ("old", "three"):
        with pytest.raises(DefinitionRefused):
            publish(kind="rule", code=code, text=wrong + "# 再发\n", by=officer, why="")
    assert states("old") == [(1, "current", False, wrong)]


def test_the_setup_step_says_what_waits(officer: User, tmp_path: Path, settings: object) -> None:
    settings.DEFINITIONS_DIR = ship(tmp_path, ONE)
    assert load() == "1 项有变化"
    assert load() == "没有变化"
    publish(kind="rule", code="one", text=TWO, by=officer, why="本地修改")
    ship(tmp_path, 'title = "甲三"\n')
    assert load() == "1 项有变化；其中 1 项曾在页面上修改，新文本存为草稿，待国家局核定：rule/one"


def test_a_rehearsal_tells_all_faults_and_writes_nothing(officer: User, tmp_path: Path) -> None:
    ship(tmp_path, ONE)
    assert rehearse(folder=tmp_path) == (1, [])
    count, faults = rehearse(folder=ship(tmp_path, 'title = "乙"\nfollows = "none"\n', code="two"))
    assert (count, [str(fault) for fault in faults]) == (0, ["rules/two.toml:2 follows：没有规则“none”"])
    assert states() == []


def test_a_comparison_shows_lines_with_their_numbers() -> None:
    before = "".join(f"line {i}\n" for i in range(1, 21))
    after = before.replace("line 3\n", "line three\n").replace("line 18\n", "")
    found = [(line.sign, line.text, line.old, line.new) for line in queries.difference(before, after)]
    assert [each for each in found if each[0] in "+-"] == [
        ("-", "line 3", 3, None),
        ("+", "line three", None, 3),
        ("-", "line 18", 18, None),
    ]
    assert found[0] == ("@", "", None, None)
    assert found[1] == (" ", "line 1", 1, 1)
    assert queries.difference(before, before) == []
