"""Leads one case to its fate by the verbs that people use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.portal.demonstration.answers import Applicant, answers_for, papers_for
from zhicheng.portal.demonstration.fates import Days, Fate, weekday_after
from zhicheng.portal.demonstration.people import Cast
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.actions.handing_over import perform
from zhicheng.services.hall.actions.reviewing import assign_reviewers, object_to, submit_review
from zhicheng.services.hall.actions.watching import end_publicity, expire
from zhicheng.services.hall.definition_kinds import Field
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application, Handover, Rating, Review, State

RATINGS = (
    (5, "办得快，窗口回复很耐心。"), (5, ""), (4, "总体满意，希望表格再短一点。"), (5, "一次提交就通过了。"), (3, "补正说明可以写得更清楚。"),
    (4, ""), (5, "不用跑腿，很方便。"), (2, "等的时间比预想的长。"),
)  # fmt: skip
REFUSAL = "所附材料不能证明符合申请条件，可以补充后再次申请。"
NOT_OURS = "申请事项不属于本机关职责范围，请向有权机关提出。"
REPLY = "感谢反映，我们已与您联系并改进提醒方式。"
POOR, WAITS = 3, (Fate.SUBMITTED, Fate.ACCEPTED, Fate.REVIEWING, Fate.EXAMINED, Fate.DECIDED, Fate.PUBLICISED)


@dataclass(slots=True)
class Filing:
    """Who applies: an organisation through its person, an office for its region, or a citizen who has neither."""

    by: User | None
    region_code: str
    party: Party | None = None
    name: str = ""

    def begin_with(self) -> dict[str, Any]:
        region = None if self.party else Region.objects.get(pk=self.region_code)
        return {"by": self.by, "party": self.party, "region": region, "applicant_name": self.name}


@dataclass(slots=True)
class Story:
    """One case on its way. `number` is its serial number, from which its key is made: told twice, it is one case."""

    cast: Cast
    definition: Definition
    filing: Filing
    number: int
    days: Days
    patents: tuple[str, ...]
    bank: Party
    said: Mapping[str, Any] = field(default_factory=dict)
    """Answers that somebody thought of; the others are made up."""

    @property
    def lots(self) -> Random:
        return self.days.lots

    def tell(self, fate: Fate) -> Application:
        """The whole life up to the fate."""
        case = self.begun()
        if fate == Fate.DRAFT:
            return case
        if fate == Fate.EXPIRED:
            return self.lapsed(case)
        case = self.submitted(case)
        if fate == Fate.SUBMITTED:
            return case
        if fate in EARLY_ENDS:
            return EARLY_ENDS[fate](self, case)
        if fate == Fate.CORRECTED:
            case = self.corrected(self.returned(case))
        case = self.accepted(case)
        return self.examined_on(case, fate)

    def examined_on(self, case: Application, fate: Fate) -> Application:
        """From the acceptance to the fate."""
        if fate == Fate.ACCEPTED:
            return case
        while case.state == State.ACCEPTED:
            if not self.reviewed(case, to_the_end=fate != Fate.REVIEWING):
                return case
            case = self.act(actions.pass_examination, case, note="材料齐全，内容属实。")
        return case if fate == Fate.EXAMINED else self.decided(case, fate)

    def begun(self) -> Application:
        with clock.told(self.days.now()):
            given = answers_for(model_of_item(self.definition), self.applicant(), self.said)
            return actions.begin(
                definition=self.definition, filing_key=key_of(self.number), answers=given, contact_phone="0000-12345", contact_name=self.contact(),
                synthetic=True, **self.filing.begin_with(),
            )  # fmt: skip

    def applicant(self) -> Applicant:
        return Applicant(self.filing.party, self.days.day, self.patents, self.bank, self.lots)

    def contact(self) -> str:
        return self.filing.by.name if self.filing.by else self.filing.name

    def submitted(self, case: Application) -> Application:
        with clock.told(self.days.now()):
            if self.filing.by is not None:
                for code, upload in papers_for(case.model, case.answers):
                    actions.attach(application=case, by=self.filing.by, code=code, upload=upload)
            return actions.submit(application=case, by=self.filing.by)

    def lapsed(self, case: Application) -> Application:
        with clock.told(self.days.later(40, 60)):
            expire(pk=case.pk, on=clock.today())
        return case

    def returned(self, case: Application) -> Application:
        field = to_be_mended(case)
        reasons = [(field.code, f"“{field.label}”请写得具体一些，补充时间和数量。")]
        return self.act(actions.return_for_correction, case, reasons=reasons)

    def corrected(self, case: Application) -> Application:
        with clock.told(self.days.later()):
            field = to_be_mended(case)
            answer = case.answers[field.code]
            mended = f"{answer}（已补充：第一季度，共 3 项）" if field.kind == "long_text" else answer
            actions.save(application=case, by=self.filing.by, answers={field.code: mended})
            case.refresh_from_db()
            return actions.resubmit(application=case, by=self.filing.by)

    def not_accepted(self, case: Application) -> Application:
        return self.act(actions.refuse_acceptance, case, reason=NOT_OURS)

    def withdrawn(self, case: Application) -> Application:
        with clock.told(self.days.later()):
            return actions.withdraw(application=case, by=self.filing.by, reason="情况有变化，暂不申请。")

    def accepted(self, case: Application) -> Application:
        return self.act(actions.accept, case)

    def reviewed(self, case: Application, *, to_the_end: bool) -> bool:
        """Have the round scored where experts judge it; False when the last sheet is still out."""
        wanted = case.current_step.reviewers
        if not wanted:
            return to_the_end
        experts = self.experts(case, wanted, first=not to_the_end)
        with clock.told(self.days.later()):
            reviews = assign_reviewers(application=case, reviewers=experts, by=self.officer(case))
        for review in reviews if to_the_end else reviews[1:]:
            self.score(review)
        return to_the_end

    def experts(self, case: Application, wanted: int, *, first: bool) -> list[User]:
        """Experts of the office's city; where the last sheet stays out, it is that of the `first` one, who has a printed login."""
        there = list(self.cast.experts(case.office_id or ""))
        return there[:wanted] if first else self.lots.sample(there, wanted)

    def score(self, review: Review) -> None:
        """A score sheet of between 55 and 95 % of the points."""
        sheet = review.application.current_step.score_sheet
        scores = {one.code: half(one.points * self.lots.uniform(0.62, 0.95)) for one in sheet}
        with clock.told(self.days.later(0, 2)):
            submit_review(review=review, scores=scores, comment="材料翔实，工作有基础。", by=review.reviewer)

    def decided(self, case: Application, fate: Fate) -> Application:
        """Decide and, where that is the fate, deliver, have it performed, and rated."""
        reason = REFUSAL if fate == Fate.REFUSED else ""
        case = self.act(actions.decide, case, other=True, approved=fate != Fate.REFUSED, reason=reason)
        if fate == Fate.DECIDED:
            return case
        if case.current_step.kind == "publicise":
            case = self.act(actions.publicise, case)
            if fate == Fate.PUBLICISED:
                self.objected_to(case)
                return case
            self.end_publicity(case)
        return self.delivered(case)

    def objected_to(self, case: Application) -> None:
        """Now and then somebody objects, and waits for the answer."""
        if self.number % OBJECTED_EVERY == 0:
            with clock.told(self.days.later()):
                object_to(application=case, name=OBJECTOR, contact="0000-67890", text=OBJECTION, by=None)

    def end_publicity(self, case: Application) -> None:
        if case.publicised_until:
            self.days.day = weekday_after(case.publicised_until)
        with clock.told(self.days.now()):
            end_publicity(pk=case.pk, on=clock.today())
            case.refresh_from_db()

    def delivered(self, case: Application) -> Application:
        case = self.act(actions.deliver, case)
        with clock.told(self.days.now()):
            for handover in Handover.objects.filter(application=case):
                perform(handover_id=handover.pk)
        if self.filing.by is not None and self.lots.random() < RATED:
            self.rated(case, self.filing.by)
        return case

    def rated(self, case: Application, by: User) -> Rating:
        stars, text = self.lots.choice(RATINGS)
        with clock.told(self.days.later()):
            made = actions.rate(application=case, by=by, stars=stars, text=text)
            if stars < POOR:
                head = self.cast.officer(case.model.steps[0].role, case.region_id)
                actions.reply_to_rating(rating=made, by=head, text=REPLY)
        return made

    def act(self, verb: Any, case: Application, *, other: bool = False, **said: Any) -> Application:
        """One act of the officer whose turn it is, some days on."""
        with clock.told(self.days.later()):
            moved: Application = verb(application=case, by=self.officer(case, other=other), **said)
            return moved

    def officer(self, case: Application, *, other: bool = False) -> User:
        return self.cast.officer(case.current_step.role, case.region_id, other=other)


EARLY_ENDS = {
    Fate.RETURNED: Story.returned,
    Fate.NOT_ACCEPTED: Story.not_accepted,
    Fate.WITHDRAWN: Story.withdrawn,
}
OBJECTED_EVERY = 3
OBJECTOR = "钱先生（演示）"
OBJECTION = "公示单位的同一项目已经在上一年度得到过支持，请核实是否重复。"
RATED = 0.7
"""The share of applicants who rate."""


def to_be_mended(case: Application) -> Field:
    """The first long answer of a form, or its first answer."""
    answered = [field for field in case.model.fields if field.code in case.answers]
    return next((field for field in answered if field.kind == "long_text"), answered[0])


def key_of(number: int) -> UUID:
    """The key of the form from which a case was made."""
    return uuid5(NAMESPACE_URL, f"zhicheng:demonstration:{number}")


def half(points: float) -> Decimal:
    """Points in steps of a half."""
    return Decimal(round(points * 2)) / 2


def told_already(numbers: Sequence[int]) -> set[int]:
    """Which of these cases are there."""
    keys = {key_of(number): number for number in numbers}
    found = Application.objects.filter(filing_key__in=list(keys)).values_list("filing_key", flat=True)
    return {keys[key] for key in found}


def first_day(case: Application) -> date:
    """The day on which a case was handed in."""
    return case.submitted_at.date() if case.submitted_at else clock.today()
