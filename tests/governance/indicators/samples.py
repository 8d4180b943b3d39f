"""A small country of three cities, a table of apples and pears, and what may go wrong with it."""

import hashlib
from collections.abc import Iterable

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.regions.models import Level, Region
from zhicheng.governance.indicators.actions import IncomingFile, import_file
from zhicheng.governance.indicators.models import Figure, Import

HEAD = "adcode,city,year,apples,pears,note"
ROWS = (
    "440300,深圳市,2010,10,4,x",
    "440300,深圳市,2011,20,…,x",
    "440100,广州市,2010,30,6,x",
    "440100,广州市,2011,30,0,x",
    "340100,合肥市,2010,5,—,x",
)
APPLES = """
title = "苹果产量"
short = "苹果"
unit = "吨"
aspect = "创造"
direction = "+"
digits = 0
definition = "一年的苹果产量。"
why = "苹果重要。"
source = "苹果年鉴"
owner = "果业处"
[statistic]
layout = "fruit"
column = "apples"
"""
PEARS = APPLES.replace("苹果", "梨").replace('"apples"', '"pears"')
LAYOUT = """
title = "水果表"
source = "水果年鉴"
levels = ["city"]
[region]
column = "adcode"
by = "code"
name_column = "city"
[period]
column = "year"
[[columns]]
column = "apples"
indicator = "apples"
minimum = 0
[[columns]]
column = "pears"
indicator = "pears"
minimum = 0
zero_is_missing = true
[[ignored]]
column = "note"
why = "不是数据"
"""


def formula(text: str, *, unit: str = "吨", digits: int = 2, direction: str = "+", title: str = "") -> str:
    """The text of an indicator computed by a formula."""
    head = APPLES.split("[statistic]", maxsplit=1)[0].replace('"苹果产量"', f'"{title or text[:50]}"')
    head = head.replace('unit = "吨"', f'unit = "{unit}"').replace("digits = 0", f"digits = {digits}")
    return head.replace('direction = "+"', f'direction = "{direction}"') + f'formula = "{text}"\n'


def define(kind: str, code: str, text: str) -> Definition:
    """Put a definition's text in force as its next version, without the questions that a publisher is asked."""
    known = Definition.objects.filter(kind=kind, code=code)
    known.filter(state=State.CURRENT).update(state=State.SUPERSEDED)
    return Definition.objects.create(
        kind=kind,
        code=code,
        version=known.count() + 1,
        title=code,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        state=State.CURRENT,
    )


def country() -> None:
    """深圳, 南山 and 广州 in 广东, 合肥 in 安徽, and the municipality 北京."""
    for code, name, short, level, parent in (
        ("110000", "北京市", "北京", Level.PROVINCE, None),
        ("340000", "安徽省", "安徽", Level.PROVINCE, None),
        ("340100", "合肥市", "合肥", Level.CITY, "340000"),
        ("440000", "广东省", "广东", Level.PROVINCE, None),
        ("440100", "广州市", "广州", Level.CITY, "440000"),
        ("440300", "深圳市", "深圳", Level.CITY, "440000"),
        ("440305", "南山区", "南山", Level.COUNTY, "440300"),
    ):
        Region.objects.get_or_create(
            code=code, defaults={"name": name, "short_name": short, "level": level, "parent_id": parent}
        )


def orchard(layout: str = LAYOUT) -> None:
    """The country, its two indicators, a sum and a growth, and the layout that reads the table."""
    country()
    define("indicator", "apples", APPLES)
    define("indicator", "pears", PEARS)
    define("indicator", "fruit_total", formula("apples + pears", title="水果总产量"))
    define("indicator", "apples_growth", formula("growth(apples)", unit="%", digits=1, title="苹果增长率"))
    define("layout", "fruit", layout)


def csv(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    """A table as a file."""
    return "\n".join([head, *rows]).encode(encoding)


def bring_in(*rows: str, by: User | None = None, head: str = HEAD, encoding: str = "utf-8", source: str = "") -> Import:
    """Import rows into the table of fruit."""
    file = IncomingFile("fruit.csv", csv(*rows, head=head, encoding=encoding))
    return import_file(layout="fruit", file=file, source=source, by=by)


def figures(codes: Iterable[str] = ()) -> dict[tuple[str, str, int], float]:
    """All figures, or those of some indicators: (indicator, region, year) → value."""
    rows = Figure.objects.filter(indicator__in=list(codes)) if codes else Figure.objects.all()
    return {(one.indicator, one.region_id, one.period): one.value for one in rows}
