"""What a release says in words: what is in it and how to check it, how its numbers came about, and what each column means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.engine.packages import table
from zhicheng.governance.releases.differences import FILES_TABLE, VALUES_TABLE
from zhicheng.governance.releases.package import CORRECTIONS, DEFINITIONS, DICTIONARY, KEY, MANIFEST, METHOD, SIGNATURE
from zhicheng.governance.releases.parts import Files, Part

READ_ME = """{title}
{caution}
{manifest:<18}清单：发布的事实、程序版本、随机数种子，每个文件的字节数和摘要（SHA-256），上一个发布的摘要
{signature:<18}清单的签名（Ed25519，64 字节）
{key:<18}签名用的公钥
{method:<18}数字是怎样得出的
{dictionary:<18}每个表格每一列的含义
{folders}
核对：安装知城 {version}，执行
    zhicheng release verify {name}
不需要数据库。程序核对每个文件的摘要、签名和发布的先后次序，用包里的定义和基础数据重新计算其余的数字，逐字节比对。
只核对签名，用 openssl：
    openssl pkeyutl -verify -pubin -inkey {key} -rawin -in {manifest} -sigfile {signature}
公钥应与发布机构网站上公布的相同，指纹是：
    {fingerprint}

本包只有可以公开的数据，不含个人信息，也不含单个申请的内容。
"""
METHOD_TEXT = """# 数字是怎样得出的

{title}
{caution}
一条链：办成的服务留下记录，记录数成指标，指标用于判断目标、评价专利实力、考核工作，结果公开发布。
考核（投入的努力）与专利实力（得到的结果）分别得出，不合并成一个分数。

## 数据

- 统计数据：逐个数值取自导入的数据表，`figures/datasets.csv` 写明每张表的版次和文件摘要。
- 平台记录：`figures/counts.csv` 写明每个指标在每个县（市、区）每年的记录数和合计；一条记录在本区划和上级区划各计一次。
  `figures/record_sets.csv` 写明每类记录的条数和记录编号的摘要，记录本身不公开。
- 公式：按 `definitions/indicator/` 中的公式，由以上数据算出。
- 缺数据就是空，不当作零，也不估算。
- 基础数据保留全部位数；算出的数保留 {digits} 位有效数字。

## 指标

{indicators}
## 包里的各部分

{parts}"""
FIXED_COLUMNS: Mapping[str, Mapping[str, Any]] = {
    DICTIONARY: {
        "file": gettext_lazy("文件"),
        "column": gettext_lazy("列名"),
        "meaning": gettext_lazy("含义"),
    },
    FILES_TABLE: {
        "file": gettext_lazy("与被更正的发布不同的文件"),
        "change": gettext_lazy("added 新增，removed 删去，changed 修改"),
    },
    VALUES_TABLE: {
        "file": gettext_lazy("文件"),
        "row": gettext_lazy("哪一行：能分清各行的前几列，用空格隔开"),
        "column": gettext_lazy("哪一列；整行新增或删去的为空"),
        "before": gettext_lazy("被更正的发布中的值"),
        "after": gettext_lazy("本次发布中的值"),
    },
}


def caution() -> str:
    """What has to be said aloud of a demonstration; empty for a real installation."""
    if not settings.DEMONSTRATION:
        return ""
    return _("演示发布：由演示系统发布，含虚构的演示数据，不是国家或地方的正式结果。")


def read_me(facts: Mapping[str, Any], parts: Iterable[Part]) -> str:
    """README.txt."""
    folders = [f"{DEFINITIONS + '/':<18}" + _("所用的定义：指标、数据表格式、计划等的全文")]
    folders += [f"{part.code + '/':<18}{part.label}" for part in parts]
    if facts["corrects"]:
        folders.append(f"{CORRECTIONS + '/':<18}" + _("与被更正的发布 %(number)s 的差别") % facts["corrects"])
    return READ_ME.format(
        title=facts["title"],
        caution=spaced(facts["caution"]),
        folders="\n".join(folders),
        version=facts["code"]["version"],
        name=facts["name"],
        fingerprint=facts["key_fingerprint"],
        manifest=MANIFEST,
        signature=SIGNATURE,
        key=KEY,
        method=METHOD,
        dictionary=DICTIONARY,
    )


def method(facts: Mapping[str, Any], parts: Iterable[Part], models: Mapping[str, Any], digits: int) -> str:
    """method.md; `models` are the indicators, by code."""
    described = "".join(f"{line}\n" for code, model in sorted(models.items()) for line in indicator_lines(code, model))
    return METHOD_TEXT.format(
        title=facts["title"],
        caution=spaced(facts["caution"]),
        digits=digits,
        indicators=described,
        parts="".join(f"- `{part.code}/` {part.label}\n" for part in parts),
    )


def indicator_lines(code: str, model: Any) -> Iterator[str]:
    """What an indicator means, where it comes from, and what to beware of."""
    yield f"### {model.title}（`{code}`" + (f"，{model.unit}）" if model.unit else "）")
    yield ""
    yield model.definition
    yield ""
    yield _("- 来自：%(origin)s") % {"origin": origin_of(model)}
    yield _("- 来源：%(source)s") % {"source": model.source}
    if model.quality:
        yield _("- 数据质量：%(quality)s") % {"quality": model.quality}
    if model.basis == "assumed":
        yield _("- 没有来源说明这样计算，按设定办理。")
    yield ""


def origin_of(model: Any) -> str:
    """Where the figures of an indicator come from, in one phrase."""
    if model.formula:
        return _("公式 %(formula)s") % {"formula": " ".join(model.formula.split())}
    if model.counted:
        return _("平台记录 %(records)s，%(measure)s") % {
            "records": model.counted.records,
            "measure": model.counted.measure,
        }
    if model.statistic:
        return _("数据表 %(layout)s 的“%(column)s”列") % {
            "layout": model.statistic.layout,
            "column": model.statistic.column,
        }
    return _("逐级填报和审核")


def spaced(words: str) -> str:
    return f"\n{words}\n" if words else ""


def dictionary(files: Files, parts: Sequence[Part], models: Mapping[str, Any]) -> str:
    """dictionary.csv: every column of every table of the release; a column may be named by an indicator, too."""
    titles = {code: model.title for code, model in models.items()}
    by_code = {part.code: part for part in parts}
    rows = []
    for name in sorted({*files, DICTIONARY}):
        if name.endswith(".csv"):
            said = meanings(name, files, by_code)
            rows += [[name, column, str(words or titles.get(column, ""))] for column, words in said]
    return table(["file", "column", "meaning"], rows)


def meanings(name: str, files: Files, parts: Mapping[str, Part]) -> list[tuple[str, Any]]:
    """The columns of a table with their meanings, empty where nobody said one."""
    if name in FIXED_COLUMNS:
        return list(FIXED_COLUMNS[name].items())
    folder, _slash, own = name.partition("/")
    said = parts[folder].columns_of(own) if folder in parts else {}
    head = files[name].partition(b"\n")[0].decode().split(",")
    return [(column, said.get(column, "")) for column in head]
