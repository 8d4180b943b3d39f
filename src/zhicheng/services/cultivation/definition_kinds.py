"""The kind `programme`: which titles there are, who may hold them, how long they last and what must be kept."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Bounded
from pydantic import model_validator

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register
from zhicheng.base.parties.models import Kind as PartyKind
from zhicheng.base.regions.models import Level as RegionLevel
from zhicheng.services.hall import asking
from zhicheng.services.hall.condition_model import Code, Condition, FactCode, Label, Note, Text

Office = Literal["county", "city", "province", "nation"]
Basis = Literal["found", "assumed"]
Years = Annotated[int, Bounded(ge=1, le=20)]
Months = Annotated[int, Bounded(ge=1, le=120)]
Points = Annotated[float, Bounded(gt=0, le=100)]
OFFICES: Mapping[str, Any] = {
    "county": gettext_lazy("区县局"),
    "city": gettext_lazy("市局"),
    "province": gettext_lazy("省局"),
    "nation": gettext_lazy("国家局"),
}


class TitleLevel(DefinitionModel):
    """One level of a programme, in ascending order. `title` is what the holder may call itself; `granted_by` the office that decides.

    `term_years` is absent where the title has no term, or none is known: `term_basis` says which.
    """

    code: Code
    label: Label
    title: Label
    granted_by: Office
    term_years: Years | None = None
    term_basis: Basis = "assumed"


class ScoreLine(DefinitionModel):
    """One line of a score sheet, numbered as in the official table.

    `points` are the table's. How much earns them all is not published: `full_at` is a setting, and points grow in proportion up to it;
    a line of kind `flag` has all or none. A line of kind `yearly` takes three yearly ratios in percent and counts their mean. Lines with the
    same `highest_of` share their points: only the best of them counts. `fact` fills the line from the platform's records, its answer times `fact_times` (a share of one, times 100, is
    a percentage).
    """

    code: Code
    no: Annotated[int, Bounded(ge=1, le=99)]
    aspect: Label
    label: Label
    kind: Literal["amount", "flag", "yearly"]
    points: Points
    full_at: Annotated[float, Bounded(gt=0)] | None = None
    unit: Annotated[str, Bounded(max_length=10)] = ""
    highest_of: Annotated[str, Bounded(pattern=r"^([a-z_]+)?$")] = ""
    fact: FactCode | None = None
    of: Annotated[str, Bounded(max_length=60)] = ""
    fact_times: Annotated[float, Bounded(gt=0)] = 1
    hint: Note = ""

    @model_validator(mode="after")
    def says_what_is_full(self) -> "ScoreLine":
        if (self.kind == "flag") == (self.full_at is not None):
            raise ValueError(_("flag 类评分项不写 full_at，其他评分项要写"))
        return self


class ScoreSheet(DefinitionModel):
    """A table of points. `unknown_points` are those of lines that no source gives: the sheet never sums to more than what is known."""

    title: Label
    source: Text
    scaling_note: Text
    total_points: Points
    unknown_points: Annotated[float, Bounded(ge=0, le=100)]
    unknown_note: Note = ""
    lines: Annotated[tuple[ScoreLine, ...], Bounded(min_length=1)]

    @property
    def known_points(self) -> float:
        """What the lines give together at most; lines that share their points count once."""
        shared = {line.highest_of: line.points for line in self.lines if line.highest_of}
        return sum(line.points for line in self.lines if not line.highest_of) + sum(shared.values())

    @model_validator(mode="after")
    def adds_up(self) -> "ScoreSheet":
        for name in {line.highest_of for line in self.lines if line.highest_of}:
            if len({line.points for line in self.lines if line.highest_of == name}) > 1:
                raise ValueError(_("取最高分的各项（%(name)s）分值应当相同") % {"name": name})
        if round(self.known_points + self.unknown_points, 6) != self.total_points:
            raise ValueError(
                _("已知 %(known)g 分加未知 %(unknown)g 分，不等于总分 %(total)g 分")
                % {"known": self.known_points, "unknown": self.unknown_points, "total": self.total_points}
            )
        return self


class LifeCycle(DefinitionModel):
    """From pilot to demonstration city: terms, limits, marks and bans.

    Below `cancel_mark` the title is cancelled, from `cultivation_mark` on cultivation is open, between them a new pilot round. The text
    says 以下 and 以上 of both neighbours, so that exactly 60 and exactly 70 belong to two rules at once: `at_cancel_mark` and
    `at_cultivation_mark` say which of them counts.
    """

    pilot_years: Years
    cultivation_years: Years
    demonstration_years: Years
    acceptance_months: Months
    result_weeks: Annotated[int, Bounded(ge=1, le=52)]
    plan_months: Months
    cancel_mark: Points
    cultivation_mark: Points
    at_cancel_mark: Literal["cancelled", "new_round"]
    at_cultivation_mark: Literal["new_round", "cultivation"]
    boundary_note: Text
    ban_after_cancel_years: Years
    ban_after_silence_years: Years
    cultivated_months_before_applying: Months
    top_share_percent: Annotated[float, Bounded(gt=0, le=100)]

    @model_validator(mode="after")
    def marks_ascend(self) -> "LifeCycle":
        if self.cultivation_mark <= self.cancel_mark:
            raise ValueError(_("cultivation_mark 应高于 cancel_mark"))
        return self


class ProgrammeDefinition(DefinitionModel):
    """A programme of titles. `basis` says whether a source states its rules; what is `assumed` is shown as a setting.

    `kept` are the conditions that a holder has to go on meeting; they are asked of the records, never of an answer.
    """

    title: Label
    short: Annotated[str, Bounded(min_length=1, max_length=20)]
    glyph: Annotated[str, Bounded(min_length=1, max_length=1)]
    summary: Text
    holder: Literal["organisation", "region"]
    holder_kinds: Annotated[tuple[str, ...], Bounded(min_length=1)]
    levels: Annotated[tuple[TitleLevel, ...], Bounded(min_length=1)]
    review_months: Months | None = None
    renewal_opens_months: Annotated[int, Bounded(ge=0, le=24)] = 3
    kept: tuple[Condition, ...] = ()
    basis: Basis
    source: Text
    source_url: str = ""
    not_known: Note = ""
    note: Note = ""
    score_sheet: ScoreSheet | None = None
    life_cycle: LifeCycle | None = None

    def level(self, code: str) -> TitleLevel | None:
        """The level of a code, None when there is none."""
        return next((level for level in self.levels if level.code == code), None)

    def rank(self, code: str) -> int:
        """The place of a level, counted from 0, the lowest."""
        return [level.code for level in self.levels].index(code)

    @model_validator(mode="after")
    def is_whole(self) -> "ProgrammeDefinition":
        codes = [level.code for level in self.levels]
        if len(set(codes)) != len(codes):
            raise ValueError(_("levels 中有重复的代码"))
        known = set(PartyKind.values) if self.holder == "organisation" else set(RegionLevel.values)
        if unknown := sorted(set(self.holder_kinds) - known):
            raise ValueError(_("holder_kinds 中没有这样的类型：%(kinds)s") % {"kinds": "、".join(unknown)})
        if any(condition.answer for condition in self.kept):
            raise ValueError(_("保持条件只能取自平台记录（fact），不能取自填报内容（answer）"))
        if self.holder == "region" and (self.kept or self.score_sheet):
            raise ValueError(_("由地区持有的称号不写 kept 和 score_sheet：平台记录按单位判断"))
        return self


def check_programmes(models: Mapping[str, DefinitionModel]) -> Iterable[tuple[str, str, str]]:
    """(code, field, fault): facts that no service offers, and titles that two programmes would give."""
    givers: dict[str, str] = {}
    for code, model in cast("Mapping[str, ProgrammeDefinition]", models).items():
        for field, fact in facts_asked(model):
            if asking.find(fact) is None:
                yield code, field, _("没有“%(fact)s”这项记录可查") % {"fact": fact}
        for place, level in enumerate(model.levels):
            if givers.setdefault(level.title, code) != code:
                words = _("“%(title)s”已是项目 %(code)s 的称号，请改名")
                yield code, f"levels.{place}.title", words % {"title": level.title, "code": givers[level.title]}


def facts_asked(model: ProgrammeDefinition) -> Iterable[tuple[str, str]]:
    """(field, fact) of everything that a programme asks of the records."""
    for place, condition in enumerate(model.kept):
        yield f"kept.{place}.fact", condition.fact or ""
    for place, line in enumerate(model.score_sheet.lines if model.score_sheet else ()):
        if line.fact:
            yield f"score_sheet.lines.{place}.fact", line.fact


PROGRAMME = register(
    Kind(
        code="programme",
        label=gettext_lazy("培育认定项目"),
        folder="programmes",
        model=ProgrammeDefinition,
        check=check_programmes,
        page="cultivation:programme",
    )
)
