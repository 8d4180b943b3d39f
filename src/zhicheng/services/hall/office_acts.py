"""The acts of the office on a case, declared once: what is asked, which verb is called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.verdicts import Verdict
from zhicheng.services.hall import actions
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.office_forms import (
    ActForm,
    DecideForm,
    HandOverForm,
    NoteForm,
    ReasonForm,
    RefuseForm,
    ReturnForm,
    WordsForm,
)


@dataclass(frozen=True)
class Act:
    """One act: `code` is also its address, `verb` its name among the actions, `states` where it belongs, `is_main` the next step forward.

    `what_follows` tells before the act what it will do.
    """

    code: str
    label: Any
    what_follows: Any
    done: Any
    states: frozenset[State]
    verb: str
    perform: Callable[[ActForm], object]
    form: type[ActForm] = ActForm
    is_main: bool = False


def facts_of(form: ActForm) -> dict[str, Any]:
    """What every verb of the office gets."""
    return {"application": form.application, "by": form.by, "key": form.cleaned_data.get("key")}


def accept(form: ActForm) -> object:
    return actions.accept(**facts_of(form))


def return_for_correction(form: ActForm) -> object:
    assert isinstance(form, ReturnForm)  # noqa: S101 - declared below
    return actions.return_for_correction(reasons=form.reasons, **facts_of(form))


def refuse_acceptance(form: ActForm) -> object:
    return actions.refuse_acceptance(reason=form.cleaned_data["reason"], **facts_of(form))


def pass_examination(form: ActForm) -> object:
    return actions.pass_examination(note=form.cleaned_data["note"], **facts_of(form))


def send_back(form: ActForm) -> object:
    return actions.send_back(reason=form.cleaned_data["why"], **facts_of(form))


def decide(form: ActForm) -> object:
    assert isinstance(form, DecideForm)  # noqa: S101 - declared below
    return actions.decide(approved=form.approved, reason=form.cleaned_data["reason"], **facts_of(form))


def publicise(form: ActForm) -> object:
    return actions.publicise(**facts_of(form))


def deliver(form: ActForm) -> object:
    return actions.deliver(**facts_of(form))


def take(form: ActForm) -> object:
    return actions.take(application=form.application, by=form.by)


def hand_over(form: ActForm) -> object:
    given = form.cleaned_data
    return actions.hand_over(application=form.application, to=given["to"], why=given["why"], by=form.by)


def say(form: ActForm) -> object:
    return actions.say(text=form.cleaned_data["text"], **facts_of(form))


def revoke_letter(form: ActForm) -> object:
    return actions.revoke_letter(reason=form.cleaned_data["why"], **facts_of(form))


def note(form: ActForm) -> object:
    return actions.note(application=form.application, by=form.by, text=form.cleaned_data["text"])


RUNNING = frozenset({State.SUBMITTED, State.ACCEPTED, State.EXAMINED, State.DECIDED, State.PUBLICISED})
SUBMITTED = frozenset({State.SUBMITTED})
ACTS = (
    Act(
        "accept",
        _("受理"),
        _("受理后进入下一环节，时限从受理次日起重新计算，并通知申请人。"),
        _("已受理"),
        SUBMITTED,
        "accept",
        accept,
        is_main=True,
    ),
    Act(
        "examine",
        _("通过审查"),
        _("这一轮审查到此结束，办件进入下一环节。"),
        _("已通过审查"),
        frozenset({State.ACCEPTED}),
        "pass_examination",
        pass_examination,
        NoteForm,
        is_main=True,
    ),
    Act(
        "decide",
        _("作出决定"),
        _("决定作出后不能更改，并通知申请人。需要公示的，公示期满才生效。"),
        _("已作出决定"),
        frozenset({State.EXAMINED}),
        "decide",
        decide,
        DecideForm,
        is_main=True,
    ),
    Act(
        "publicise",
        _("开始公示"),
        _("决定在网上公示，任何人在公示期内都可以提出异议。"),
        _("已开始公示"),
        frozenset({State.DECIDED}),
        "publicise",
        publicise,
        is_main=True,
    ),
    Act(
        "deliver",
        _("办结"),
        _("办结后签发决定书，并把结果转给后续服务；申请人可以评价。"),
        _("已办结"),
        frozenset({State.DECIDED, State.PUBLICISED}),
        "deliver",
        deliver,
        is_main=True,
    ),
    Act(
        "return",
        _("退回补正"),
        _("一次告知全部需要补正的内容。补正期间停止计时，申请人会收到通知。"),
        _("已退回补正"),
        frozenset({State.SUBMITTED, State.ACCEPTED}),
        "return_for_correction",
        return_for_correction,
        ReturnForm,
    ),
    Act(
        "refuse_acceptance",
        _("不予受理"),
        _("不予受理即结束这件办件，理由会告知申请人。材料可以补正的，请改用“退回补正”。"),
        _("已决定不予受理"),
        SUBMITTED,
        "refuse_acceptance",
        refuse_acceptance,
        RefuseForm,
    ),
    Act(
        "send_back",
        _("退回重新审查"),
        _("办件回到最后一轮审查。"),
        _("已退回重新审查"),
        frozenset({State.EXAMINED}),
        "send_back",
        send_back,
        ReasonForm,
    ),
    Act(
        "take",
        _("由我经办"),
        _("这件办件归到您名下，其他人的待办里不再出现。"),
        _("已由您经办"),
        RUNNING,
        "take",
        take,
    ),
    Act(
        "hand_over",
        _("移交"),
        _("办件移交给同事，对方会收到通知。"),
        _("已移交"),
        RUNNING,
        "hand_over",
        hand_over,
        HandOverForm,
    ),
    Act(
        "revoke_letter",
        _("撤销决定书"),
        _("撤销后核验页显示“已撤销”，申请人会收到通知和原因，不能恢复。据此登记的称号、证书不随之撤销，请另行办理。"),
        _("已撤销决定书"),
        frozenset({State.DELIVERED}),
        "revoke_letter",
        revoke_letter,
        ReasonForm,
    ),
)
WORDS = (
    Act("say", _("留言"), _("申请人会看到，并收到通知。"), _("已发送"), frozenset(State), "say", say, WordsForm),
    Act("note", _("内部意见"), _("只供办理机关查看。"), _("已记下"), frozenset(State), "note", note, WordsForm),
)
BY_CODE = {act.code: act for act in (*ACTS, *WORDS)}


@dataclass(frozen=True, slots=True)
class Offered:
    """An act as the case's page offers it: its address when it is allowed, else why not."""

    act: Act
    url: str
    because: str


def offered(application: Application, verdicts: Mapping[str, Verdict]) -> list[Offered]:
    """Every act that belongs to the state of the case, with the rules' answers; the steps forward first."""
    acts = [act for act in ACTS if application.state in act.states]
    return [offer(act, application, verdicts[act.verb]) for act in acts]


def offer(act: Act, application: Application, verdict: Verdict) -> Offered:
    """One act with the rule's answer."""
    return Offered(act, reverse(f"hall:{act.code}", args=[application.pk]) if verdict else "", verdict.because)


def main_of(offers: Sequence[Offered]) -> Offered | None:
    """The one act that is due now, when this person may do it."""
    return next((one for one in offers if one.url and one.act.is_main), None)
