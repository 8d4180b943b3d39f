"""The fields of the query language, their names and their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

from zhicheng.engine.patents.record import Kind, LegalState


class Field(StrEnum):
    """A field by its Latin name; `ANY` is what words without a field are sought in."""

    ANY = ""
    TITLE = "TI"
    ABSTRACT = "AB"
    CLAIMS = "CL"
    TEXT = "TX"
    APPLICANT = "PA"
    INVENTOR = "IN"
    AGENCY = "AG"
    CLASSIFICATION = "IPC"
    FILED = "AD"
    PUBLISHED = "PD"
    PUBLICATION = "PN"
    APPLICATION = "AN"
    ADDRESS = "ADDR"
    REGION = "REGION"
    KIND = "KIND"
    STATE = "STATE"
    CITES = "CITES"
    CITED_BY = "CITEDBY"
    OFFICE = "CC"
    CITED_COUNT = "CITED"
    CLAIM_COUNT = "CLAIMS"
    LOAD = "LOAD"
    SYNTHETIC = "SYNTHETIC"


Sort: TypeAlias = Literal["words", "class", "number", "date", "count", "place", "choice"]


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """What kind of value a field has, and its Chinese names; the first is shown."""

    sort: Sort
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.names[0]


FIELDS: Mapping[Field, FieldFacts] = MappingProxyType(
    {
        Field.ANY: FieldFacts("words", ("标题、摘要、权利要求、申请人或号码",)),
        Field.TITLE: FieldFacts("words", ("标题", "名称", "发明名称")),
        Field.ABSTRACT: FieldFacts("words", ("摘要",)),
        Field.CLAIMS: FieldFacts("words", ("权利要求", "权利要求书")),
        Field.TEXT: FieldFacts("words", ("全文",)),
        Field.APPLICANT: FieldFacts("words", ("申请人", "专利权人")),
        Field.INVENTOR: FieldFacts("words", ("发明人", "设计人")),
        Field.AGENCY: FieldFacts("words", ("代理机构",)),
        Field.ADDRESS: FieldFacts("words", ("地址",)),
        Field.CLASSIFICATION: FieldFacts("class", ("分类", "分类号")),
        Field.FILED: FieldFacts("date", ("申请日",)),
        Field.PUBLISHED: FieldFacts("date", ("公开日", "公告日")),
        Field.PUBLICATION: FieldFacts("number", ("公开号", "公告号")),
        Field.APPLICATION: FieldFacts("number", ("申请号", "专利号")),
        Field.REGION: FieldFacts("place", ("地区",)),
        Field.KIND: FieldFacts("choice", ("类型", "专利类型")),
        Field.STATE: FieldFacts("choice", ("状态", "法律状态")),
        Field.CITES: FieldFacts("number", ("引用",)),
        Field.CITED_BY: FieldFacts("number", ("被引用",)),
        Field.OFFICE: FieldFacts("choice", ("受理局", "国别")),
        Field.CITED_COUNT: FieldFacts("count", ("被引次数",)),
        Field.CLAIM_COUNT: FieldFacts("count", ("权利要求数",)),
        Field.LOAD: FieldFacts("count", ("入库版本",)),
        Field.SYNTHETIC: FieldFacts("choice", ("演示数据",)),
    }
)

KIND_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Kind.INVENTION: ("发明", "发明专利"),
        Kind.UTILITY_MODEL: ("实用新型", "新型"),
        Kind.DESIGN: ("外观设计", "外观"),
        Kind.OTHER: ("其他",),
    }
)
STATE_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        LegalState.PENDING: ("审查中", "在审", "公开"),
        LegalState.IN_FORCE: ("有效", "授权"),
        LegalState.REJECTED: ("驳回",),
        LegalState.WITHDRAWN: ("撤回", "视为撤回"),
        LegalState.LAPSED: ("未缴年费失效", "失效"),
        LegalState.EXPIRED: ("届满", "期限届满"),
        LegalState.INVALIDATED: ("宣告无效", "无效"),
        LegalState.UNKNOWN: ("未知",),
    }
)


SYNTHETIC_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({"yes": ("是",), "no": ("否",)})
CHOICE_WORDS: Mapping[Field, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {Field.KIND: KIND_WORDS, Field.STATE: STATE_WORDS, Field.SYNTHETIC: SYNTHETIC_WORDS}
)
"""The values of the fields with few, each with its Chinese names; the first is shown. Offices are any two letters."""


def field_named(name: str) -> Field | None:
    """The field with this Latin (any case) or Chinese name, None when there is none."""
    return _BY_NAME.get(name.upper())


def known_names() -> str:
    """All fields for a message: TI 标题、AB 摘要…"""
    return "、".join(f"{field.value} {facts.label}" for field, facts in FIELDS.items() if field is not Field.ANY)


_BY_NAME: Mapping[str, Field] = MappingProxyType(
    {name: field for field, facts in FIELDS.items() if field for name in (field.value, *facts.names)}
)
