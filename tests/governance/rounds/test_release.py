"""A release: the same bytes every time, computed again by a stranger, and every change found out."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.governance.rounds import samples
from tests.governance.strength.samples import CODE, DOUBTS, SCHEME, in_force
from zhicheng.base.jobs.running import run_waiting
from zhicheng.engine.packages import pack, sha256
from zhicheng.governance.rounds import publishing, queries, release
from zhicheng.governance.rounds.cli import app
from zhicheng.governance.rounds.models import Release, Round
from zhicheng.governance.rounds.release import ReleaseRefused
from zhicheng.portal.cli.groups import find_groups

pytestmark = pytest.mark.django_db
FILES = ["README.txt", "figures.csv", "intervals.csv", "left_out.csv", "manifest.json", "scheme.toml", "scores.csv"]


@pytest.fixture(scope="module")
def made_pk(module_database: None) -> int:
    samples.publish_country()
    in_force("strength", CODE, SCHEME + DOUBTS)
    run_waiting()
    return samples.published(samples.national()).release.pk


@pytest.fixture
def made(made_pk: int, db: None) -> Release:
    return Release.objects.get(pk=made_pk)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    files = unpacked(content)
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)
    return pack(files)


def relisted(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A change by somebody who put the new digest into the manifest as well."""
    files = unpacked(changed(content, name, old, new))
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = sha256(files[name])
    files["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    return pack(files)


def wrong_in(content: bytes) -> list[str]:
    return [row.name for row in release.compare(content) if not row.is_equal]


def test_a_release_holds_all_that_went_in_and_came_out(made: Release) -> None:
    files = unpacked(bytes(made.content))
    assert (sorted(files), made.files) == (FILES, FILES)
    assert files["scheme.toml"].decode() == SCHEME + DOUBTS
    assert files["figures.csv"].decode().splitlines()[0] == "region,citations_per_patent,family_size,patents"
    assert "440300,9.0,3.0,105.0" in files["figures.csv"].decode().splitlines()
    assert files["scores.csv"].decode().splitlines()[:2] == [
        "region,node,raw,score,weight,contribution,rank,missing_share",
        "340100,strength,,30,1,30,2,0",
    ]
    assert files["left_out.csv"].decode().splitlines()[1] == "340200,few,当年申请 3 件，少于 5 件,3"


def test_the_manifest_says_what_it_is(made: Release) -> None:
    files = unpacked(bytes(made.content))
    said = json.loads(files["manifest.json"])
    assert {name: said[name] for name in ("scheme", "scheme_version", "year", "round", "run", "seed", "draws")} == {
        "scheme": "small", "scheme_version": 2, "year": 2010, "round": 1, "run": 2, "seed": 7, "draws": 500,
    }  # fmt: skip
    assert said["objections"] == {"withdrawn": 0, "accepted": 0, "rejected": 0}
    assert said["code"] == {"version": release.version(), "sha256": release.code_sha256()}
    assert said["files"] == {name: sha256(files[name]) for name in FILES if name != "manifest.json"}


def test_a_demonstration_says_so_aloud(made: Release) -> None:
    said = json.loads(unpacked(bytes(made.content))["manifest.json"])
    assert said["demonstration"] is True
    assert said["caution"] == "演示发布：由演示系统发布，不是国家或地方的正式评价。仅供测试。"


def test_making_it_again_gives_the_same_bytes(made: Release) -> None:
    round_ = Round.objects.get(pk=made.round_id)
    run = queries.newest_run(round_)
    assert run is not None
    result = release.computed(round_.scheme, round_.definition.text, run.figures, round_.year)
    first = bytes(made.content)
    files = unpacked(first)
    assert pack(dict(reversed(files.items()))) == first
    facts = publishing.facts_of(round_, run.evaluation, queries.scheme_of(round_))
    own = {name: held for name, held in files.items() if name != "manifest.json"} | release.result_files(result)
    assert pack({**own, "manifest.json": release.manifest_of(facts, own)}) == first


def test_a_stranger_computes_it_again_byte_by_byte(made: Release) -> None:
    rows = release.compare(bytes(made.content))
    assert [(row.name, row.as_listed, row.as_recomputed) for row in rows] == [
        ("README.txt", True, None),
        ("figures.csv", True, None),
        ("intervals.csv", True, True),
        ("left_out.csv", True, True),
        ("scheme.toml", True, None),
        ("scores.csv", True, True),
        ("manifest.json", True, True),
        ("整个文件", True, True),
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "first"),
    [
        ("scores.csv", b"440300,strength,,85", b"440300,strength,,95", ["scores.csv"]),
        ("figures.csv", b"105.0", b"104.0", ["figures.csv"]),
        ("scheme.toml", b"weight = 25", b"weight = 24.5", []),
        ("README.txt", b"zhicheng", b"zhichenq", ["README.txt"]),
    ],
)
def test_a_changed_file_is_named(made: Release, name: str, old: bytes, new: bytes, first: list[str]) -> None:
    content = changed(bytes(made.content), name, old, new)
    if not first:
        with pytest.raises(ReleaseRefused, match="权重"):
            release.compare(content)
        return
    assert wrong_in(content)[:1] == first


def test_a_changed_figure_is_found_out_even_with_a_new_digest(made: Release) -> None:
    content = relisted(bytes(made.content), "figures.csv", b"610100,1.0,2.0,55.0", b"610100,1.0,2.0,95.0")
    assert wrong_in(content) == ["intervals.csv", "scores.csv", "manifest.json", "整个文件"]


def test_a_changed_score_is_found_out_even_with_a_new_digest(made: Release) -> None:
    content = relisted(bytes(made.content), "scores.csv", b"440300,strength,,85", b"440300,strength,,95")
    assert wrong_in(content) == ["scores.csv", "manifest.json", "整个文件"]


def test_an_added_file_is_found_out(made: Release) -> None:
    files = unpacked(bytes(made.content)) | {"notes.txt": b"x"}
    assert wrong_in(pack(files)) == ["notes.txt", "manifest.json", "整个文件"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是完好的 ZIP 文件：File is not a zip file"),
        (pack({"a.txt": b""}), "发布包里缺少：README.txt、figures.csv、intervals.csv、left_out.csv、manifest.json、scheme.toml、scores.csv"),
        (pack(dict.fromkeys(FILES, b"[]")), "manifest.json 不是本平台发布包的清单"),
    ],
)  # fmt: skip
def test_what_is_no_release_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        release.compare(content)
    assert str(refused.value) == words


def test_the_command_ends_with_zero_only_when_all_is_equal(made: Release, tmp_path: Path) -> None:
    good, bad, none = tmp_path / "good.zip", tmp_path / "bad.zip", tmp_path / "none.zip"
    good.write_bytes(bytes(made.content))
    bad.write_bytes(changed(bytes(made.content), "scores.csv", b"440300,strength,,85", b"440300,strength,,95"))
    none.write_bytes(b"nothing")
    answers = [CliRunner().invoke(app, ["recompute", str(file)]) for file in (good, bad, none)]
    assert [one.exit_code for one in answers] == [0, 1, 1]
    assert answers[0].output.splitlines()[-2:] == [
        f"发布包的摘要（SHA-256）：{made.sha256}",
        "重算的结果与发布包逐字节相同。",
    ]
    assert answers[1].output.splitlines()[-1] == "不一致：scores.csv、整个文件"
    assert answers[2].output.splitlines() == ["none.zip：不是完好的 ZIP 文件：File is not a zip file"]


def test_the_command_needs_no_database() -> None:
    [group] = [one for one in find_groups() if one.name == "strength"]
    assert (group.needs_platform, group.needs_database) == (True, False)
