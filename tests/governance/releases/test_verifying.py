"""Verifying: every flipped byte is found out, and what somebody signs anew is found out by computing again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.governance.releases import samples
from zhicheng.engine.packages import pack
from zhicheng.governance.releases import checking, package, signing
from zhicheng.governance.releases.cli import app
from zhicheng.governance.releases.package import ReleaseRefused
from zhicheng.governance.releases.signing import KeyRefused
from zhicheng.portal.cli.groups import find_groups

pytestmark = pytest.mark.django_db
SMALL = 700
"""Bytes up to which every byte of a file is flipped; of a longer one every 13th."""


def is_sound(content: bytes) -> bool:
    """The checks that come before computing again."""
    try:
        return not any(one.is_wrong for one in checking.own_checks(package.taken_apart(content)))
    except (ReleaseRefused, KeyRefused):
        return False


def flipped(content: bytes, at: int, bit: int) -> bytes:
    return content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :]


def test_a_release_is_sound_before_anything_is_flipped() -> None:
    assert is_sound(samples.content())


def test_a_flipped_byte_of_any_file_is_found_out() -> None:
    content = samples.content()
    files = samples.unpacked(content)
    places = [
        (name, content.index(held) + offset)
        for name, held in files.items()
        for offset in range(0, len(held), 1 if len(held) <= SMALL else 13)
    ]
    assert [(name, at) for name, at in places if is_sound(flipped(content, at, at % 8))] == []


def test_a_flipped_byte_between_the_files_is_found_out() -> None:
    content = samples.content()
    inside = set()
    for held in samples.unpacked(content).values():
        begins = content.index(held)
        inside |= set(range(begins, begins + len(held)))
    outside = [at for at in range(len(content)) if at not in inside]
    assert [at for at in outside[::3] if is_sound(flipped(content, at, at % 8))] == []


@pytest.mark.parametrize("change", [lambda held: held + b"\0", lambda held: b"\0" + held, lambda held: held[:-1]])
def test_added_and_cut_bytes_are_found_out(change: object) -> None:
    assert callable(change)
    assert not is_sound(change(samples.content()))


def wrong_words(content: bytes, **rest: object) -> tuple[str, str]:
    wrong = checking.verify(content, **rest).first_wrong
    assert wrong is not None
    return wrong.subject, wrong.words


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "figures/counts.csv", b"440305,2010,-1,2,", b"440305,2010,-1,4,",
            ("重算 figures/counted.csv", "第 9 行不同：包里是“certificates_issued,440000,2010,3,3,final”，重算是“certificates_issued,440000,2010,5,5,final”"),
        ),
        (
            "figures/base.csv", b"440300,2010,105.0", b"440300,2010,210.0",
            ("重算 figures/formulas.csv", "第 12 行不同：包里是“certificates_per_patent,440300,2010,0.0285714285714,,final”，重算是“certificates_per_patent,440300,2010,0.0142857142857,,final”"),
        ),
        (
            "definitions/indicator/certificates_growth.toml", b"growth(certificates_issued)", b"growth(patents)",
            ("重算 figures/formulas.csv", "第 2 行不同：包里是“certificates_growth,340000,2010,0,,final”，重算是“certificates_growth,340100,2010,0,,final”"),
        ),
        (
            "plans/targets.csv", b"growth,340100,0", b"growth,340100,1",
            ("重算 plans/targets.csv", "第 2 行不同：包里是“growth,340100,1”，重算是“growth,340100,0”"),
        ),
        (
            "definitions/plan/2010.toml", b">= 10%", b">= 60%",
            ("重算 plans/targets.csv", "第 3 行不同：包里是“growth,440300,1”，重算是“growth,440300,0”"),
        ),
        (
            "strength/small/scores.csv", b"440300,strength,,85", b"440300,strength,,95",
            ("重算 strength/small/scores.csv", "第 8 行不同：包里是“440300,strength,,95,1,85,1,0”，重算是“440300,strength,,85,1,85,1,0”"),
        ),
    ],
)  # fmt: skip
def test_what_is_changed_and_signed_anew_is_found_out_by_computing_again(
    name: str, old: bytes, new: bytes, said: tuple[str, str]
) -> None:
    content = samples.forged(name, old, new)
    assert is_sound(content)
    assert wrong_words(content) == said
    assert wrong_words(content, key=signing.public_key())[0] == "签名（Ed25519）"


def test_a_definition_that_cannot_be_read_is_a_finding() -> None:
    content = samples.forged("definitions/indicator/certificates_growth.toml", b"formula =", b"formule =")
    assert wrong_words(content)[0] == "指标数据"


def test_another_files_names_are_found_out() -> None:
    files = samples.unpacked(samples.content())
    assert wrong_words(pack(files | {"notes.txt": b"x"})) == ("文件", "清单上没有：notes.txt")
    without = {name: held for name, held in files.items() if name != "plans/targets.csv"}
    assert wrong_words(pack(without)) == ("文件", "缺少：plans/targets.csv")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是完好的 ZIP 文件：File is not a zip file"),
        (pack({"a.txt": b""}), "发布包里缺少：README.txt、dictionary.csv、manifest.json、manifest.sig、method.md、public-key.pem"),
        (pack(dict.fromkeys(package.ALWAYS, b"[]")), "manifest.json 不是本平台发布包的清单"),
    ],
)  # fmt: skip
def test_what_is_no_release_is_refused(content: bytes, words: str) -> None:
    assert wrong_words(content) == ("文件", words)


def test_the_command_ends_with_zero_only_when_all_is_equal(tmp_path: Path) -> None:
    good, bad, key, no_key = (tmp_path / name for name in ("good.zip", "bad.zip", "key.pem", "no.pem"))
    good.write_bytes(samples.content())
    bad.write_bytes(samples.forged("plans/targets.csv", b"growth,340100,0", b"growth,340100,1"))
    key.write_bytes(signing.public_key())
    no_key.write_bytes(b"nothing")
    asked = [["verify", str(good), "--key", str(key)], ["verify", str(bad)], ["verify", str(good), "--previous", str(bad)],
             ["verify", str(good), "--key", str(no_key)]]  # fmt: skip
    answers = [CliRunner().invoke(app, words) for words in asked]
    assert [one.exit_code for one in answers] == [0, 1, 1, 1]
    lines = answers[0].output.splitlines()
    assert lines[-1] == "发布包完好，重算的结果与发布的相同。"
    assert answers[1].output.splitlines()[-1] == (
        "第一处不一致：重算 plans/targets.csv：第 2 行不同：包里是“growth,340100,1”，重算是“growth,340100,0”"
    )
    assert answers[2].output.splitlines()[-1].endswith("不是这个发布所写的前一个或被更正的发布")
    assert answers[3].output.splitlines()[-1] == "第一处不一致：文件：不是 Ed25519 公钥（PEM）"


def test_the_command_needs_no_database() -> None:
    [group] = [one for one in find_groups() if one.name == "release"]
    assert (group.needs_platform, group.needs_database) == (True, False)


def test_a_stranger_verifies_in_a_fresh_installation(tmp_path: Path) -> None:
    """Another process, its own empty data folder, no database anywhere."""
    file = tmp_path / "release.zip"
    file.write_bytes(samples.content())
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ZHICHENG_", "DATABASE_URL", "DJANGO_"))
    }
    answer = subprocess.run(
        [sys.executable, "-m", "zhicheng", "release", "verify", str(file)],
        env={**kept, "ZHICHENG_VAR": str(tmp_path / "var")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.splitlines()[-1] == "发布包完好，重算的结果与发布的相同。"
    assert not (tmp_path / "var" / "postgres").exists()
