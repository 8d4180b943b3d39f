"""The kind `item`: a service item 服务事项, from its conditions to its letter. The guide 办事指南 and the forms are made from it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Bounded
from pydantic import model_validator

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register
from zhicheng.base.verdicts import Verdict
from zhicheng.services.hall.condition_model import Code, Condition, FactCode, Label, Mend, Note, Text

__all__ = [
    "AUDIENCES", "ITEM", "LEVELS", "REGIONAL", "SERVICE_KINDS", "Asked", "Audience", "Basis", "Call", "Choice", "Code", "Column", "Condition",
    "Criterion", "FactCode", "Field", "ItemDefinition", "Label", "Letter", "Level", "Material", "Mend", "Note", "ServiceKind", "ShownIf",
    "Step", "Text", "Workdays",
]  # fmt: skip

Workdays = Annotated[int, Bounded(ge=1, le=250)]
Audience = Literal[
    "enterprise", "university", "institute", "maker", "agency", "bank", "other", "county", "city", "citizen"
]
Level = Literal["county", "city", "province", "nation"]
ServiceKind = Literal[
    "patent_operation", "standard_coaching", "patent_information", "patent_agency", "rights_aid", "pledge_finance",
    "training", "cultivation", "outlet", "mentoring", "voucher", "consultation", "policy_support", "question",
]  # fmt: skip
AUDIENCES: Mapping[str, Any] = {
    "enterprise": gettext_lazy("企业"),
    "university": gettext_lazy("高等学校"),
    "institute": gettext_lazy("科研组织"),
    "maker": gettext_lazy("创客"),
    "agency": gettext_lazy("服务机构"),
    "bank": gettext_lazy("金融机构"),
    "other": gettext_lazy("其他单位"),
    "county": gettext_lazy("县（市、区）"),
    "city": gettext_lazy("城市"),
    "citizen": gettext_lazy("公众"),
}
LEVELS: Mapping[str, Any] = {
    "county": gettext_lazy("区县局"),
    "city": gettext_lazy("市局"),
    "province": gettext_lazy("省局"),
    "nation": gettext_lazy("国家局"),
}
SERVICE_KINDS: Mapping[str, Any] = {
    "patent_operation": gettext_lazy("专利运营"),
    "standard_coaching": gettext_lazy("贯标辅导"),
    "patent_information": gettext_lazy("专利信息分析"),
    "patent_agency": gettext_lazy("专利代理"),
    "rights_aid": gettext_lazy("维权援助"),
    "pledge_finance": gettext_lazy("质押融资"),
    "training": gettext_lazy("培训"),
    "cultivation": gettext_lazy("培育认定"),
    "outlet": gettext_lazy("服务网点"),
    "mentoring": gettext_lazy("创业导师"),
    "voucher": gettext_lazy("服务券"),
    "consultation": gettext_lazy("专家指导"),
    "policy_support": gettext_lazy("政策支持"),
    "question": gettext_lazy("咨询"),
}
REGIONAL = frozenset({"county", "city"})
"""Audiences that are offices, not organisations."""


class Choice(DefinitionModel):
    code: Code
    label: Label


class ShownIf(DefinitionModel):
    """A field is asked only when another one (stated before it) has one of these values; `true` and `false` for a flag."""

    field: Code
    is_one_of: Annotated[tuple[str, ...], Bounded(min_length=1)]


class Column(DefinitionModel):
    """A column of a table field."""

    code: Code
    label: Label
    kind: Literal["text", "number", "money", "date"] = "text"
    required: bool = True


class Field(DefinitionModel):
    """One question of the form.

    `section` is the page of the form on which it stands. `prefill` names a fact whose answer is offered, or `last` for what the
    applicant wrote in the same field last time. Money is entered in yuan and kept in fen. `latest`/`earliest` bound a date; `today` is
    the day of filing.
    """

    code: Code
    label: Label
    kind: Literal[
        "text", "long_text", "number", "money", "date", "choice", "choices", "flag", "party", "patents", "table", "file"
    ]
    section: Label
    hint: Note = ""
    required: bool = True
    unit: Annotated[str, Bounded(max_length=10)] = ""
    digits: Annotated[int, Bounded(ge=0, le=4)] = 0
    minimum: float | None = None
    maximum: float | None = None
    earliest: date | Literal["today"] | None = None
    latest: date | Literal["today"] | None = None
    longest: Annotated[int, Bounded(ge=1, le=5000)] = 200
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    most_rows: Annotated[int, Bounded(ge=1, le=200)] = 20
    shown_if: ShownIf | None = None
    prefill: Annotated[str, Bounded(pattern=r"^(last|[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)?$")] = ""

    @model_validator(mode="after")
    def has_what_its_kind_needs(self) -> "Field":
        if (self.kind in {"choice", "choices"}) != bool(self.choices):
            raise ValueError(_("choice、choices 类字段要写 choices，其他字段不写"))
        if (self.kind == "table") != bool(self.columns):
            raise ValueError(_("table 类字段要写 columns，其他字段不写"))
        return self


class Material(DefinitionModel):
    """A paper to hand in; `waived_by` is the code of a condition: when the platform's records meet it, the paper is not asked for."""

    code: Code
    label: Label
    note: Note = ""
    required: bool = True
    waived_by: Code | None = None
    shown_if: ShownIf | None = None


class Criterion(DefinitionModel):
    """One line of a score sheet. `fact` fills it from records: the reviewer sees what was counted and by which rule it became points."""

    code: Code
    label: Label
    points: Annotated[float, Bounded(gt=0, le=1000)]
    guidance: Note = ""


class Step(DefinitionModel):
    """One step of handling: who does it and in how many working days of the State Council's calendar.

    `accept` 受理 · `examine` 审查 (by the handler, or by `reviewers` experts with a score sheet; several such steps are rounds) ·
    `decide` 决定 · `publicise` 公示 · `deliver` 办结.
    """

    kind: Literal["accept", "examine", "decide", "publicise", "deliver"]
    title: Label
    role: Role
    limit_workdays: Workdays
    reviewers: Annotated[int, Bounded(ge=0, le=9)] = 0
    score_sheet: tuple[Criterion, ...] = ()
    pass_mark: float | None = None
    note: Note = ""


class Basis(DefinitionModel):
    """A legal basis 设定依据."""

    text: Text
    url: str = ""


class Asked(DefinitionModel):
    question: Label
    answer: Text


class Letter(DefinitionModel):
    """The decision letter: `{applicant}`, `{item}`, `{case}` (the case's number), `{number}` (the letter's own), `{day}`, `{office}`,
    `{reason}` and `{field.<code>}` are filled in. Addressee, number, office and day stand around the text by themselves.
    """

    title: Label
    approved: Text
    refused: Text


class Call(DefinitionModel):
    """The item is applied for in batches 批次: quota and ranking are set with each call."""

    ranking: Literal["score", "first_come"]


class ItemDefinition(DefinitionModel):
    """A service item. `region` limits an item to one city's area; empty = every office of the level offers it.

    `limits_basis = "assumed"`: no source states the working days. `outcome` is what an approval leads to, with its parameters.
    `automatic` 免申即享: the office grants it to whoever meets all conditions, who only confirms.
    """

    title: Label
    short: Annotated[str, Bounded(min_length=1, max_length=20)]
    glyph: Annotated[str, Bounded(min_length=1, max_length=1)]
    summary: Text
    service_kind: ServiceKind
    audience: Annotated[tuple[Audience, ...], Bounded(min_length=1)]
    level: Level
    region: Annotated[str, Bounded(pattern=r"^([0-9]{6})?$")] = ""
    basis: Annotated[tuple[Basis, ...], Bounded(min_length=1)]
    limits_basis: Literal["found", "assumed"] = "assumed"
    fee_fen: Annotated[int, Bounded(ge=0)] = 0
    benefit: Annotated[str, Bounded(max_length=200)] = ""
    open_from: date | None = None
    open_until: date | None = None
    call: Call | None = None
    conditions: tuple[Condition, ...] = ()
    fields: tuple[Field, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: Annotated[tuple[Step, ...], Bounded(min_length=2)]
    correction_workdays: Workdays = 15
    draft_days: Annotated[int, Bounded(ge=1, le=365)] = 30
    once_a_year: bool = False
    automatic: bool = False
    outcome: Annotated[str, Bounded(pattern=r"^([a-z]+\.[a-z_]+)?$")] = ""
    outcome_with: dict[str, str | int | float | bool] = {}
    outcome_text: Text
    letter: Letter | None = None
    contact: Annotated[str, Bounded(max_length=200)] = ""
    questions: tuple[Asked, ...] = ()
    synthetic: bool = False

    @property
    def sections(self) -> tuple[str, ...]:
        """The pages of the form, in order of their first field."""
        return tuple(dict.fromkeys(field.section for field in self.fields))

    @property
    def files(self) -> tuple[Field, ...]:
        """The fields that ask for a file."""
        return tuple(field for field in self.fields if field.kind == "file")

    @property
    def limit_workdays(self) -> int:
        """All steps together."""
        return sum(step.limit_workdays for step in self.steps)

    @property
    def is_regional(self) -> bool:
        """Whether offices apply, not organisations."""
        return bool(REGIONAL.intersection(self.audience))

    @model_validator(mode="after")
    def is_whole(self) -> "ItemDefinition":
        for name, parts in (("fields", self.fields), ("materials", self.materials), ("conditions", self.conditions)):
            codes = [part.code for part in cast("tuple[Any, ...]", parts)]
            if len(set(codes)) != len(codes):
                raise ValueError(_("%(name)s 中有重复的代码") % {"name": name})
        kinds = [step.kind for step in self.steps]
        order = ["accept", "examine", "decide", "publicise", "deliver"]
        if kinds[0] != "accept" or kinds[-1] != "deliver" or kinds.count("decide") != 1:
            raise ValueError(_("步骤应以受理（accept）开始、以办结（deliver）结束，并恰好有一次决定（decide）"))
        if [order.index(kind) for kind in kinds] != sorted(order.index(kind) for kind in kinds):
            raise ValueError(_("步骤的次序应为受理、审查、决定、公示、办结"))
        if self.is_regional and not REGIONAL.issuperset(self.audience):
            raise ValueError(_("由城市、县（市、区）申请的事项，不能同时由单位或公众申请"))
        return self


def may_publish(user: User, model: DefinitionModel, replaced: DefinitionModel | None) -> Verdict:
    """A city's officers put the items of their own city in force."""
    # The import waits: the rule is written over this module's own models.
    from zhicheng.services.hall.rules.items import can_publish_item

    return can_publish_item(user, cast("ItemDefinition", model), cast("ItemDefinition | None", replaced))


def check_items(models: Mapping[str, DefinitionModel]) -> Iterable[tuple[str, str, str]]:
    """Names that one text alone cannot check: filled in by `item_checks`, which knows facts, outcomes and circles."""
    # The import waits: facts are announced when all apps are ready, after this kind is registered.
    from zhicheng.services.hall.item_checks import faults_of

    return faults_of(cast("Mapping[str, ItemDefinition]", models))


ITEM = register(
    Kind(
        code="item",
        label=gettext_lazy("服务事项"),
        folder="items",
        model=ItemDefinition,
        check=check_items,
        page="hall:item",
        may_publish=may_publish,
    ),
)
