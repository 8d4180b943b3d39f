"""A query put together from the rows of a form."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicheng.engine.patents.query import Field, QueryRefused, parse, to_text
from zhicheng.engine.patents.query.fields import FIELDS

MOST_ROWS = 10
JOINS = ("AND", "OR", "NOT")
RANGED = {"date", "count"}
EXAMPLES = (
    ("锂离子电池 隔膜", _("两个词都含有")),
    ('"锂离子电池" OR 钠离子电池', _("含有任一个；引号内按原词查找")),
    ("TI=电池 AND NOT AB=铅酸", _("标题含有，摘要不含")),
    ("CL=(冷板 NEAR/5 水泵)", _("权利要求中两词相隔不超过五个字")),
    ("IPC=H01M10", _("一个大组和它下面的全部小组")),
    ("PA=大学 AND REGION=深圳", _("申请人名称含有，且在深圳")),
    ("AD=[2010 TO 2012-06]", _("申请日在一段时间内，两端都算")),
    ("PD>=2015-01-01", _("从某一天起公布或公告")),
    ("STATE=有效 AND KIND=实用新型", _("法律状态和类型")),
    ("CITES=CN101088797A", _("引用某一件专利的")),
)


@dataclass(frozen=True, slots=True)
class BuilderRow:
    """A row as the form gives it back: how it joins what stands before, where to look, for what."""

    join: str = "AND"
    field: str = "TI"
    text: str = ""


ROWS = (BuilderRow(), BuilderRow(field="PA"), BuilderRow(field="AD"))
"""What the empty form shows."""


def rows_of(given: QueryDict) -> list[BuilderRow]:
    """The rows with words."""
    texts, fields, joins = given.getlist("w"), given.getlist("f"), given.getlist("j")
    rows = []
    for place, text in enumerate(texts[:MOST_ROWS]):
        field = fields[place] if place < len(fields) and fields[place] in FIELDS else Field.TITLE.value
        join = joins[place] if place < len(joins) and joins[place] in JOINS else "AND"
        if text.strip():
            rows.append(BuilderRow(join, field, text.strip()[:400]))
    return rows


def built(rows: list[BuilderRow]) -> str:
    """The query of the rows, each joined to all before it. Raises `QueryRefused` that names the row."""
    text = ""
    for number, row in enumerate(rows, start=1):
        part = part_of(row, number)
        joint = {"AND": " AND ", "OR": " OR ", "NOT": " AND NOT "}[row.join]
        text = f"({text}){joint}({part})" if text else (f"NOT ({part})" if row.join == "NOT" else part)
    return to_text(parse(text))


def part_of(row: BuilderRow, number: int) -> str:
    """One row as a query of its own; a range of dates or counts may be written 2010-2012 or 2010 至 2012."""
    try:
        return to_text(parse(f"{row.field}={value_of(row)}"))
    except QueryRefused as refused:
        raise QueryRefused(f"第 {number} 行“{row.text}”：{refused.fault}", mend=refused.mend) from refused


def value_of(row: BuilderRow) -> str:
    if FIELDS[Field(row.field)].sort in RANGED:
        first, sign, last = row.text.replace("至", "~").replace("到", "~").replace("—", "~").partition("~")
        return f"[{first.strip() or '*'} TO {last.strip() or '*'}]" if sign else row.text
    return f"({row.text})"
