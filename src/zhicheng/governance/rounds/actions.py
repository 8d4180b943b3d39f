"""The steps of a yearly evaluation, each one verb: it locks the round, asks its rule, writes, tells whom it concerns and logs itself."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.calendars.queries import calendar
from zhicheng.base.definitions.models import Definition
from zhicheng.base.documents.actions import store as store_document
from zhicheng.base.notices.actions import notify
from zhicheng.base.regions.queries import names as region_names
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import Refused
from zhicheng.engine.calendars import add_workdays
from zhicheng.governance.indicators import actions as indicators
from zhicheng.governance.indicators.correcting import fault_of
from zhicheng.governance.indicators.queries import indicator_models, layout_models, panel
from zhicheng.governance.indicators.reading import ImportRefused
from zhicheng.governance.rounds import checking, publishing, queries, release, rules
from zhicheng.governance.rounds.models import CheckGroup, Objection, ObjectionState, Release, Round, Run, State
from zhicheng.governance.strength import actions as strength
from zhicheng.governance.strength.computing import YearResult
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.queries import published, ranks_of, scheme_of
from zhicheng.governance.strength.rules import can_be_evaluated

EVIDENCE = "objection"
NAMES = verbs.register(
    {
        "round.opened": gettext_lazy("开始年度评价"),
        "round.computed": gettext_lazy("计算年度评价"),
        "round.group_confirmed": gettext_lazy("确认评价核对项"),
        "round.checked": gettext_lazy("完成评价核对"),
        "round.sent": gettext_lazy("将评价送各市征求意见"),
        "round.finalised": gettext_lazy("评价定稿"),
        "round.published": gettext_lazy("发布年度评价"),
        "round.cancelled": gettext_lazy("取消年度评价"),
        "round.drifted": gettext_lazy("评价所用数据有变化"),
        "objection.filed": gettext_lazy("提出异议"),
        "objection.withdrawn": gettext_lazy("撤回异议"),
        "objection.accepted": gettext_lazy("采纳异议"),
        "objection.rejected": gettext_lazy("不采纳异议"),
    }
)


@transaction.atomic
def open_round(*, scheme: Definition, year: int, by: User) -> Round:
    """Begin the evaluation of a year by the version of a scheme in force."""
    # Race: two officers begin the same year; the scheme's row decides who is first.
    scheme = Definition.objects.select_for_update(no_key=True).get(pk=scheme.pk)
    can_be_evaluated(scheme).or_refuse()
    model = scheme_of(scheme)
    open_already = queries.open_round(scheme.code, year)
    rules.can_open(by, year=year, years=model.years, open_round=open_already).or_refuse()
    last = Round.objects.filter(scheme=scheme.code, year=year).aggregate(last=Max("number"))["last"] or 0
    made = Round.objects.create(
        scheme=scheme.code, definition=scheme, year=year, number=last + 1, opened_by=by,
        objection_workdays=model.objections.workdays,
    )  # fmt: skip
    record("round.opened", on=made, by=by, scheme=scheme.code, version=scheme.version, year=year)
    return made


def held(round_: Round) -> Round:
    """The round, locked until our commit: of two steps at once the second sees what the first did."""
    return Round.objects.select_for_update(of=("self",), no_key=True).select_related("definition").get(pk=round_.pk)


@transaction.atomic
def compute(*, round_: Round, by: User) -> Run:
    """Compute the year from the figures of now, as a draft run with its own check list; earlier runs stay.

    Before the cities have seen it the round falls back to computed, for the new run has to be checked.
    """
    round_ = held(round_)
    rules.can_compute(by, round_, figures_are_current=queries.figures_are_current()).or_refuse()
    scheme = scheme_of(round_.definition)
    found = panel(sorted(scheme.indicator_codes), level=scheme.unit_level)
    figures = release.figures_csv(found, scheme.indicator_codes, round_.year)
    result = result_of(round_, figures)
    evaluation = strength.store(round_.definition, result, by=by, why=str(round_))
    run = Run.objects.create(round=round_, evaluation=evaluation, figures=figures)
    keep_check_list(run, result)
    round_.computed_at, round_.drifted_at = timezone.now(), None
    if round_.state != State.OBJECTIONS:
        round_.state, round_.checked_at, round_.checked_by = State.COMPUTED, None, None
    round_.save()
    record("round.computed", on=round_, by=by, run=evaluation.run, inputs=evaluation.inputs_sha256)
    return run


def result_of(round_: Round, figures: str) -> YearResult:
    """The year's result from exactly what is kept; a year that ranks nobody is refused."""
    try:
        return release.computed(round_.scheme, round_.definition.text, figures, round_.year)
    except release.ReleaseRefused as refusal:
        raise Refused("nobody_ranked", str(refusal)) from None


def keep_check_list(run: Run, result: YearResult) -> None:
    """Store what has to be looked at. Where nothing was found there is still something to confirm: that one looked."""
    round_, models = run.round, indicator_models()
    scheme = queries.scheme_of(round_)
    lags = queries.statistics_behind(scheme.indicator_codes, models)
    own = {(code, round_.year) for code in scheme.indicator_codes}
    before = published(round_.scheme).filter(year=round_.year - 1).first()
    material = checking.Material(
        scheme=scheme,
        result=result,
        indicators=models,
        names=region_names(),
        inputs=frozenset(own | {(code, round_.year + lag) for code, lag in lags}),
        ranks_before=ranks_of({before.year: before.pk})[before.year] if before else {},
    )
    CheckGroup.objects.bulk_create(
        CheckGroup(run=run, group=group, findings=findings, count=len(findings))
        for group, findings in checking.findings_of(material).items()
    )


@transaction.atomic
def confirm(*, group: CheckGroup, remark: str, by: User) -> CheckGroup:
    """Say that one part of the check list was looked at, and what follows from it."""
    round_ = held(group.run.round)
    group = CheckGroup.objects.select_for_update().get(pk=group.pk)
    newest = queries.newest_run(round_)
    rules.can_confirm(by, round_, group, newest_run=newest.pk if newest else None).or_refuse()
    group.remark, group.confirmed_at, group.confirmed_by = remark, timezone.now(), by
    group.save(update_fields=["remark", "confirmed_at", "confirmed_by"])
    record("round.group_confirmed", on=round_, by=by, why=remark, group=group.group, count=group.count)
    return group


@transaction.atomic
def mark_checked(*, round_: Round, by: User) -> Round:
    """Close the checking."""
    round_ = held(round_)
    rules.can_mark_checked(by, round_, queries.groups_of(queries.newest_run(round_))).or_refuse()
    round_.state, round_.checked_at, round_.checked_by = State.CHECKED, timezone.now(), by
    round_.save()
    record("round.checked", on=round_, by=by)
    return round_


@transaction.atomic
def send(*, round_: Round, by: User) -> Round:
    """Send the checked result to the cities; the time limit for objections begins."""
    round_ = held(round_)
    rules.can_send(by, round_).or_refuse()
    closes_on = add_workdays(timezone.localdate(), round_.objection_workdays, calendar())
    round_.state, round_.sent_at, round_.sent_by, round_.closes_on = State.OBJECTIONS, timezone.now(), by, closes_on
    round_.save()
    facts = {"year": round_.year, "day": date_zh(closes_on)}
    told = tell_cities(
        round_,
        _("%(year)d 年专利实力评价征求意见") % facts,
        _("请核对本市的数据和得分。对数据有异议的，请在 %(day)s以前（含当日）提出并附证明材料。") % facts,
        reverse("rounds:own", args=[round_.pk]),
    )
    record("round.sent", on=round_, by=by, closes_on=closes_on.isoformat(), told=told)
    return round_


def tell_cities(round_: Round, subject: str, text: str, url: str) -> int:
    """A notice to the officers of every city in the newest run; returns how many were told."""
    run = queries.newest_run(round_)
    return tell(queries.officers_of(queries.cities_in(run.evaluation)), subject, text, url) if run else 0


def tell(people: Iterable[User], subject: str, text: str, url: str) -> int:
    return len([notify(to=user, subject=subject, text=text, url=url) for user in people])


@transaction.atomic
def object_to(
    *, round_: Round, key: str, proposed_value: float, reason: str, evidence: "UploadedFile[bytes]", by: User
) -> Objection:
    """A city objects to one of its figures; `key` names it (`queries.Input.key`). `Refused` says what is wrong with it."""
    round_, region = held(round_), by.region_id or ""
    rules.can_object(by, round_, region=region, today=timezone.localdate()).or_refuse()
    figure = acceptable_input(round_, region, key, proposed_value)
    if Objection.objects.filter(
        round=round_, region=region, indicator=figure.indicator, period=figure.period, state=ObjectionState.FILED
    ).exists():
        raise Refused("objected_already", _("对这个数值已提出异议，须先撤回才能重新提出"))
    made = Objection.objects.create(
        round=round_, region_id=region, indicator=figure.indicator, period=figure.period, stated_value=figure.value,
        proposed_value=proposed_value, reason=reason, filed_by=by,
        evidence=store_document(upload=evidence, purpose=EVIDENCE, by=by, region_code=region),
    )  # fmt: skip
    subject = _("%(city)s对 %(year)d 年评价数据提出异议") % {"city": made.region.name, "year": round_.year}
    tell(queries.national_officers(), subject, "", made.get_absolute_url())
    record(
        "objection.filed", on=made, by=by, region_code=region, figure=key, value=figure.value, proposed=proposed_value
    )
    return made


def acceptable_input(round_: Round, region: str, key: str, value: float) -> queries.Input:
    """The figure objected to; refused when the city's score does not go back to it, or it cannot have that value."""
    figure = queries.input_of(round_, region, key)
    if figure is None:
        raise Refused("no_such_figure", _("本轮评价没有用到这个数值"))
    if figure.value == value:
        raise Refused("same_value", _("主张的数值与现数值相同"))
    column = next(
        each for layout in layout_models().values() for each in layout.columns if each.indicator == figure.indicator
    )
    if fault := fault_of(column, value):
        raise Refused("value_out_of_bounds", fault)
    return figure


@transaction.atomic
def withdraw(*, objection: Objection, by: User) -> Objection:
    """Take an objection back."""
    objection = held_objection(objection)
    rules.can_withdraw(by, objection).or_refuse()
    end(objection, ObjectionState.WITHDRAWN, by=by)
    record("objection.withdrawn", on=objection, by=by, region_code=objection.region_id)
    return objection


def held_objection(objection: Objection) -> Objection:
    """The objection and its round, locked until our commit."""
    held(objection.round)
    locked = Objection.objects.select_for_update(of=("self",)).select_related("round", "region", "filed_by", "evidence")
    return locked.get(pk=objection.pk)


def end(objection: Objection, state: ObjectionState, *, by: User, answer: str = "") -> None:
    objection.state, objection.answer = state, answer
    objection.ended_at, objection.ended_by = timezone.now(), by
    objection.save()


@transaction.atomic
def accept(*, objection: Objection, answer: str, by: User) -> Objection:
    """Correct the figure as the city says. The correction is an import of its own whose source names the objection.

    The round has to be computed again before it can become final.
    """
    objection = held_objection(objection)
    rules.can_answer(by, objection).or_refuse()
    try:
        objection.correction = indicators.correct(
            indicator=objection.indicator, region=objection.region, period=objection.period,
            value=objection.proposed_value, source=source_of(objection), by=by,
        )  # fmt: skip
    except ImportRefused as refusal:
        raise Refused("correction_refused", refusal.faults[0].message) from None
    end(objection, ObjectionState.ACCEPTED, by=by, answer=answer)
    Round.objects.filter(pk=objection.round_id).update(drifted_at=timezone.now())
    tell_filer(objection)
    record(
        "objection.accepted", on=objection, by=by, why=answer, region_code=objection.region_id,
        value=objection.proposed_value, correction=objection.correction.pk,
    )  # fmt: skip
    return objection


def source_of(objection: Objection) -> str:
    """What the corrected figure says about its source."""
    facts = {
        "objection": objection,
        "round": objection.round,
        "city": objection.region.name,
        "file": objection.evidence.name,
        "digest": objection.evidence.sha256[:16],
    }
    return _("%(round)s中%(city)s的%(objection)s，已采纳；证明材料：%(file)s（SHA-256 前 16 位 %(digest)s）") % facts


@transaction.atomic
def reject(*, objection: Objection, answer: str, by: User) -> Objection:
    """Leave the figure as it is, with the reason."""
    objection = held_objection(objection)
    rules.can_answer(by, objection).or_refuse()
    end(objection, ObjectionState.REJECTED, by=by, answer=answer)
    tell_filer(objection)
    record("objection.rejected", on=objection, by=by, why=answer, region_code=objection.region_id)
    return objection


def tell_filer(objection: Objection) -> None:
    """The answer to the city's officers."""
    facts = {"objection": objection, "state": objection.get_state_display()}
    subject = _("%(objection)s：%(state)s") % facts
    tell(queries.officers_of([objection.region_id]), subject, objection.answer, objection.get_absolute_url())


@transaction.atomic
def finalise(*, round_: Round, by: User) -> Round:
    """Make the newest run the final one."""
    round_ = held(round_)
    waiting, today = queries.count_waiting(round_), timezone.localdate()
    rules.can_finalise(by, round_, waiting=waiting, today=today).or_refuse()
    if not queries.figures_are_current():
        raise Refused("figures_pending", _("数据有更新，指标还在后台重算，请几秒钟后再定稿"))
    round_.state, round_.finalised_at, round_.finalised_by = State.FINAL, timezone.now(), by
    round_.save()
    record("round.finalised", on=round_, by=by, objections=queries.count_by_state(round_))
    return round_


@transaction.atomic
def publish(*, round_: Round, by: User) -> Release:
    """Publish the final result as the year's official one, with a release that anyone can recompute. Nothing of it changes any more."""
    round_ = held(round_)
    rules.can_publish(by, round_, has_colleague=queries.has_colleague(by)).or_refuse()
    run = Run.objects.filter(round=round_).select_related("evaluation").latest("pk")
    result = result_of(round_, run.figures)
    refuse_unless_same(run.evaluation, result)
    round_.state, round_.published_at, round_.published_by = State.PUBLISHED, timezone.now(), by
    round_.save()
    evaluation = strength.make_official(evaluation=run.evaluation, by=by)
    made = publishing.make_release(round_, run, result)
    facts = {"year": round_.year}
    tell_cities(round_, _("%(year)d 年专利实力评价已正式发布") % facts, "", publishing.page_of(evaluation))
    record("round.published", on=round_, by=by, run=evaluation.run, sha256=made.sha256)
    return made


def refuse_unless_same(evaluation: Evaluation, result: YearResult) -> None:
    """Refuse to publish what this program does not compute the same way again."""
    kept = (evaluation.inputs_sha256, evaluation.outputs_sha256)
    if (result.inputs_sha256, result.outputs_sha256) != kept:
        raise Refused("program_changed", _("现在的程序算出的结果与定稿不同，不能发布；请取消这一轮，重新评价"))


@transaction.atomic
def cancel(*, round_: Round, why: str, by: User) -> Round:
    """Give up a round; the live results of its year are shown again as they are."""
    round_ = held(round_)
    rules.can_cancel(by, round_).or_refuse()
    was_sent = round_.is_before_cities
    round_.state, round_.cancelled_at, round_.cancelled_by, round_.why_cancelled = (
        State.CANCELLED, timezone.now(), by, why,
    )  # fmt: skip
    round_.save()
    if was_sent:
        facts = {"year": round_.year}
        tell_cities(round_, _("%(year)d 年专利实力评价这一轮已取消") % facts, why, reverse("strength:latest"))
    record("round.cancelled", on=round_, by=by, why=why)
    return round_


@transaction.atomic
def note_drift(*, scheme: str, year: int, inputs_sha256: str, by: User | None) -> bool:
    """Keep, and tell the national office once, that the figures in force give something else than the round that holds the year."""
    holding = Round.objects.filter(scheme=scheme, year=year, state__in=(*queries.WHOLE_YEAR_HELD, State.PUBLISHED))
    newest = holding.order_by("-pk").first()
    round_ = held(newest) if newest else None
    run = queries.newest_run(round_) if round_ else None
    if round_ is None or run is None or round_.drifted_at or run.evaluation.inputs_sha256 == inputs_sha256:
        return False
    round_.drifted_at = timezone.now()
    round_.save(update_fields=["drifted_at"])
    subject = _("%(year)d 年专利实力评价计算以后数据或方案有变化") % {"year": year}
    tell(queries.national_officers(), subject, _("这一年的结果保持不变。"), round_.get_absolute_url())
    record("round.drifted", on=round_, by=by, inputs=inputs_sha256)
    return True
