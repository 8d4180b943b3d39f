"""Patents out of the lake as a table or as JSON.

The table has the columns of the office's own exports, so the loader recognises it again. It holds what a table can: texts in the language
asked for, parties by name, one address, classes and citations in a cell each. The JSON holds everything.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from zhicheng.engine.patents.record import ClassScheme, Kind, LegalState, PartyRole, Patent
from zhicheng.engine.tables import OutputCell, write_csv, write_xlsx

KIND_WORDS = {
    Kind.INVENTION: "发明专利",
    Kind.UTILITY_MODEL: "实用新型",
    Kind.DESIGN: "外观设计",
    Kind.OTHER: "其他",
}
STATE_WORDS = {
    LegalState.PENDING: "审中",
    LegalState.IN_FORCE: "有权",
    LegalState.REJECTED: "驳回",
    LegalState.WITHDRAWN: "撤回",
    LegalState.LAPSED: "失效",
    LegalState.EXPIRED: "期限届满",
    LegalState.INVALIDATED: "宣告无效",
    LegalState.UNKNOWN: "",
}
"""Words that `formats.kinds` and `formats.states` read back as what they were."""

_COLUMNS: dict[str, Callable[[Patent], OutputCell]] = {
    "公开（公告）号": lambda one: one.publication,
    "申请号": lambda one: one.application,
    "专利类型": lambda one: KIND_WORDS[one.kind],
    "申请日": lambda one: one.filed_on,
    "公开（公告）日": lambda one: one.published_on,
    "授权公告日": lambda one: one.granted_on,
    "名称": lambda one: one.title(),
    "摘要": lambda one: one.abstract(),
    "权利要求书": lambda one: "\n".join(one.claims),
    "申请（专利权）人": lambda one: _names(one, PartyRole.APPLICANT),
    "地址": lambda one: next((party.address for party in one.parties_as(PartyRole.APPLICANT)), ""),
    "邮编": lambda one: next((party.postcode for party in one.parties_as(PartyRole.APPLICANT)), ""),
    "发明（设计）人": lambda one: _names(one, PartyRole.INVENTOR),
    "专利代理机构": lambda one: _names(one, PartyRole.AGENCY),
    "分类号": lambda one: "; ".join(one.symbols(ClassScheme.IPC)),
    "洛迦诺分类号": lambda one: "; ".join(one.symbols(ClassScheme.LOCARNO)),
    "优先权": lambda one: "; ".join(priority.number for priority in one.priorities),
    "引证文献": lambda one: "; ".join(citation.cited for citation in one.citations),
    "法律状态": lambda one: STATE_WORDS[one.state],
}
COLUMNS = tuple(_COLUMNS)


class ExportRefused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """A file that cannot be written; the message says why and what to do."""


def row(patent: Patent) -> tuple[OutputCell, ...]:
    """The cells of a patent, by `COLUMNS`."""
    return tuple(cell(patent) for cell in _COLUMNS.values())


def write_export(path: Path, patents: Sequence[Patent]) -> None:
    """Write a file of the kind that its name says: `.csv`, `.xlsx` or `.json`. Raises `ExportRefused` for another."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise ExportRefused(f"不能写 {path.name}：文件名应以 .csv、.xlsx 或 .json 结尾。")
    path.write_bytes(write(patents))


def _names(patent: Patent, role: PartyRole) -> str:
    return "; ".join(party.name for party in patent.parties_as(role))


def _csv(patents: Sequence[Patent]) -> bytes:
    return write_csv(COLUMNS, map(row, patents))


def _xlsx(patents: Sequence[Patent]) -> bytes:
    return write_xlsx(COLUMNS, map(row, patents), "专利")


def _json(patents: Sequence[Patent]) -> bytes:
    return json.dumps([asdict(one) for one in patents], ensure_ascii=False, indent=1, default=str).encode()


_WRITERS = {".csv": _csv, ".xlsx": _xlsx, ".json": _json}
