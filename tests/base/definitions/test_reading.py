from pathlib import Path

import pytest

from tests.base.definitions.conftest import RULE
from zhicheng.base.definitions.reading import DefinitionRefused, Read, check_together, read, read_folder

GOOD = 'title = "办理"\n\n[[steps]]\nname = "受理"\ndays = 3\n\n[[steps]]\nname = "审查"\ndays = 5\n'


def faults_of(text: str) -> list[str]:
    with pytest.raises(DefinitionRefused) as refusal:
        read(RULE, "one", text)
    return [str(fault) for fault in refusal.value.faults]


def test_a_good_text_gives_its_model() -> None:
    found = read(RULE, "one", GOOD)
    assert (found.code, found.text) == ("one", GOOD)
    assert [(step.name, step.days) for step in found.model.steps] == [("受理", 3), ("审查", 5)]


def test_all_faults_come_at_once_with_their_lines() -> None:
    text = 'title = 5\nmode = "lax"\ncolour = "red"\n\n[[steps]]\nname = "受理"\n\n[[steps]]\nname = "审查"\ndays = "两天"\n'
    assert faults_of(text) == [
        "rules/one.toml:1 title：应当是加引号的文字（现为 5）",
        "rules/one.toml:2 mode：不在允许的取值之内：'strict' 或 'loose'（现为 'lax'）",
        "rules/one.toml:5 steps.0.days：缺少这一项",
        "rules/one.toml:10 steps.1.days：应当是整数（现为 '两天'）",
        "rules/one.toml:3 colour：没有这一项，请检查是否拼错",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('title = "a"\nmode strict\n', "2 TOML：不是合法的 TOML：名称后面缺少等号"),
        ('title = "a"\nmode = strict\n', "2 TOML：不是合法的 TOML：等号后面的值写法不对；文字要加引号"),
        ('title = "a"\ntitle = "b"\n', "2 TOML：不是合法的 TOML：这一项写了两次"),
        ('title = "a\n', "1 TOML：不是合法的 TOML：引号没有成对，或文字跨了行；跨行的文字用三个引号"),
        ('title = "a" b\n', "1 TOML：不是合法的 TOML：值后面有多余的内容"),
        ("[rule\n", "1 TOML：不是合法的 TOML：表头缺少右方括号"),
        ('a = 1\ntitle = """x\ny\n', "3 TOML：不是合法的 TOML：引号没有成对"),
        ("a = 1\nx = [1,\n", "2 TOML：不是合法的 TOML：等号后面的值写法不对；文字要加引号"),
        ("x = 2018-02-30\n", "1 TOML：不是合法的 TOML：没有这一天"),
        ("x = " + "[" * 5000, "1 TOML：嵌套太深或数字太长"),
        ("x = " + "9" * 5000, "1 TOML：嵌套太深或数字太长"),
        ("#" * 200_001, "1 TOML：全文 200001 字，最多 200000 字"),
        (f'title = "{"长" * 121}"\n', "1 title：名称太长，最多 120 个字"),
    ],
)
def test_a_text_that_is_no_toml_or_too_much(text: str, fault: str) -> None:
    assert faults_of(text) == [f"rules/one.toml:{fault}"]


def test_a_folder_tells_the_faults_of_all_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.toml").write_text('title = "甲"\nsize = 1\n', "utf-8")
    (folder / "b.toml").write_text(GOOD, "utf-8")
    (folder / "c.toml").write_bytes('title = "丙"\n'.encode("gb18030"))
    (folder / "readme.md").write_text("not a definition", "utf-8")
    with pytest.raises(DefinitionRefused) as refusal:
        read_folder(RULE, tmp_path)
    assert [str(fault) for fault in refusal.value.faults] == [
        "rules/a.toml:2 size：没有这一项，请检查是否拼错",
        "rules/c.toml:1 编码：文件不是 UTF-8，请另存为 UTF-8",
    ]


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert read_folder(RULE, tmp_path) == []


def test_what_only_all_together_can_tell() -> None:
    def reads(follows: str) -> list[Read]:
        return [read(RULE, "a", f'title = "甲"\nfollows = "{follows}"\n'), read(RULE, "b", GOOD)]

    check_together(RULE, reads("b"))
    with pytest.raises(DefinitionRefused) as refusal:
        check_together(RULE, reads("z"))
    assert [str(fault) for fault in refusal.value.faults] == ["rules/a.toml:2 follows：没有规则“z”"]
