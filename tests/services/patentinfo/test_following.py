"""Versions that come into the lake by the command line, and who is told of them."""

from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner

from tests.people import person
from tests.services.patentinfo.samples import fill
from tests.services.patentinfo.tables_of_files import NEXT, PUMP, text_of
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.jobs.models import Job
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.notices.models import Notice
from zhicheng.engine.patents.cli import app
from zhicheng.engine.patents.lake import Lake
from zhicheng.services.patentinfo import holdings, setup, tasks
from zhicheng.services.patentinfo.actions import applicants, loads, saved
from zhicheng.services.patentinfo.asking import Asked
from zhicheng.services.patentinfo.models import AnnouncedVersion, Load, LoadState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _filled(own_lake: Path) -> None:
    fill()
    setup.begin_announcing()


def typed(folder: Path, *rows: str, index: Path | None = None) -> None:
    """`zhicheng patents load`, as an operator types it."""
    table = folder / "导出.csv"
    table.write_bytes(text_of(rows))
    places = ["--lake", str(settings.LAKE_DIR), "--index", str(index or settings.PATENT_INDEX_DIR)]
    ended = CliRunner().invoke(app, ["load", str(table), *places])
    assert ended.exit_code == 0, ended.output


def follow() -> list[str]:
    """What the platform does every minute; the jobs that then wait."""
    tasks.follow_lake(0)
    return sorted(Job.objects.values_list("task", flat=True))


def announced() -> list[int]:
    return sorted(AnnouncedVersion.objects.values_list("number", flat=True))


def test_what_the_lake_held_before_is_no_news() -> None:
    assert (follow(), announced()) == ([], [1])
    setup.begin_announcing()
    assert announced() == [1]


def test_a_load_by_command_is_told_like_one_by_the_page(tmp_path: Path) -> None:
    owner = person(role=Role.ORGANISATION)
    saved.save(name="电池", asked=Asked(text="锂离子电池"), cadence="daily", by=owner)
    typed(tmp_path, NEXT)
    assert follow() == sorted([saved.ALERTS, applicants.PROPOSE])
    assert follow() == sorted([saved.ALERTS, applicants.PROPOSE])
    run_waiting()
    assert list(Notice.objects.filter(to=owner).values_list("subject", flat=True)) == ["“电池”新命中 1 件专利"]
    assert [entry.facts["version"] for entry in LogEntry.objects.filter(verb="patents.found")] == [2]
    assert announced() == [1, 2]


def test_a_load_of_the_pages_is_left_to_announce_itself(tmp_path: Path) -> None:
    row = Load.objects.create(
        source="正在载入的",
        format_code="cnipa",
        files=[{"name": "导出.csv", "sha256": "", "bytes": 1, "where": "upload"}],
        state=LoadState.RUNNING,
    )
    typed(tmp_path, PUMP)
    assert (follow(), announced()) == ([], [1])
    loads.finish(load=row, version=Lake(settings.LAKE_DIR).newest().version)
    assert (follow(), announced()) == (sorted([saved.ALERTS, applicants.PROPOSE]), [1, 2])
    assert LogEntry.objects.filter(verb="patents.found").count() == 0


def test_nothing_is_told_before_it_can_be_found(tmp_path: Path) -> None:
    typed(tmp_path, PUMP, index=tmp_path / "elsewhere")
    assert (follow(), announced()) == ([], [1])
    loads.catch_up()
    assert (holdings.index().holds, follow() != [], announced()) == (2, True, [1, 2])
