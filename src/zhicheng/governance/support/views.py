"""Pages of consequences: how terms are reviewed, what cities were given, who advised them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.models import User
from zhicheng.base.audit.queries import history_of
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import current
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import Refused
from zhicheng.governance.assessment.queries.results import ResultRow, results_of
from zhicheng.governance.support import actions, queries, rules, tables
from zhicheng.governance.support.definition_kinds import ReviewRuleDefinition
from zhicheng.governance.support.forms import AgainForm, DecideForm, GuidanceForm, ReasonForm, RectifyForm, StateForm
from zhicheng.governance.support.models import Decision, ReviewState, TermReview
from zhicheng.governance.support.proposing import standard

Crumbs = list[tuple[str, str | None]]
show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


def path_to(*further: tuple[str, str | None]) -> Crumbs:
    return [(_("首页"), reverse("home")), (_("政策支持"), reverse("support:list")), *further]


def demonstration_words(rows: Any) -> str:
    """The words of the strip over a page that shows invented rows; empty when none is."""
    return _("本页包含演示数据，不是真实的复核、支持或指导。") if any(row.synthetic for row in rows) else ""


@require_safe
def supports(request: HttpRequest, as_format: str = "html") -> HttpResponse:
    """What cities were given, open to everybody."""
    table = tables.SupportTable(queries.supports(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("政策支持"))
    cities = queries.supports().values("region").distinct().count()
    facts = {
        "heading": _("%(cities)d 个城市得到 %(count)d 项政策支持") % {"count": table.total, "cities": cities}
        if cities
        else _("还没有决定的政策支持"),
        "table": table,
        "is_officer": isinstance(request.user, User) and request.user.is_officer,
        "demonstration": demonstration_words(table.rows),
        "crumbs": [(_("首页"), reverse("home")), (_("政策支持"), None)],
    }
    return render(request, "support/supports.html", facts)


@require_safe
@requires(rules.can_follow)
def recommended(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """Cities that may be recommended for 强市创建, each with its ground."""
    rows = [one for one in queries.recommended() if request.user.reaches(one.region_id)]
    table = tables.RecommendedTable(rows, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("强市创建推荐名单"))
    heading = (
        _("%(count)d 个城市可以推荐参加强市创建") % {"count": len(rows)}
        if rows
        else _("还没有可以推荐参加强市创建的城市")
    )
    facts = {
        "heading": heading,
        "table": table,
        "demonstration": demonstration_words(rows),
        "crumbs": path_to((_("推荐名单"), None)),
    }
    return render(request, "support/list.html", facts)


@require_safe
@requires(rules.can_follow)
def guidance_list(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """The guidance of the officer's area."""
    table = tables.GuidanceTable(queries.guidance_for(request.user), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("专家指导"))
    waiting = queries.guidance_for(request.user).filter(held_on=None).count()
    facts = {"count": table.total, "waiting": waiting}
    return render(
        request,
        "support/list.html",
        {
            "heading": _("%(count)d 次专家指导，%(waiting)d 次待登记结果") % facts
            if table.total
            else _("还没有安排专家指导"),
            "table": table,
            "demonstration": demonstration_words(table.rows),
            "crumbs": path_to((_("专家指导"), None)),
        },
    )


@show_or_submit
@requires(rules.can_follow)
def guidance(request: PersonRequest, pk: int) -> HttpResponse:
    """One guidance; who was advised, or the national office, registers what came of it."""
    shown = get_object_or_404(queries.guidance_for(request.user), pk=pk)
    may_register = rules.can_register_guidance(request.user, shown)
    form = GuidanceForm(request.POST or None) if may_register else None
    if request.method == "POST":
        may_register.or_refuse()
    if form is not None and form.is_valid() and done(form, actions.register_guidance, guidance=shown, by=request.user):
        messages.success(request, _("已登记专家指导的结果。"))
        return redirect(shown)
    facts = {
        "guidance": shown,
        "form": form,
        "heading": str(shown),
        "history": history_of(shown),
        "demonstration": demonstration_words([shown]),
        "crumbs": path_to((_("专家指导"), reverse("support:guidance-list")), (shown.region.name, None)),
    }
    return render(request, "support/guidance.html", facts)


def done(form: Form, verb: Callable[..., Any], **facts: Any) -> bool:
    """Take a step with what was entered; a refusal stands over the form, and what was typed stays."""
    try:
        verb(**facts, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.because)
        return False
    return True


@require_safe
def city(request: HttpRequest, code: str) -> HttpResponse:
    """A city's file: its assessments, the support and guidance it was given, how its terms were judged."""
    region = get_object_or_404(Region, code=code)
    given, advised, judged = queries.city_file(code)
    results = results_of(code)
    facts = {
        "region": region,
        "heading": city_heading(region, results, len(given), len(advised)),
        "supports": given,
        "guidance": advised,
        "reviews": judged,
        "results": results,
        "is_officer": isinstance(request.user, User) and request.user.is_officer and request.user.reaches(code),
        "demonstration": demonstration_words([*given, *advised, *judged, *results]),
        "crumbs": path_to((region.name, None)),
    }
    return render(request, "support/city.html", facts)


def city_heading(region: Region, results: Sequence[ResultRow], given: int, advised: int) -> str:
    """How the city was judged last, and what it was given."""
    parts = []
    if results:
        newest = max(results, key=lambda row: row.year)
        parts.append(_("%(year)d 年考核%(grade)s") % {"year": newest.year, "grade": newest.grade_label})
    if given or advised:
        parts.append(_("%(given)d 项政策支持，%(advised)d 次专家指导") % {"given": given, "advised": advised})
    facts = {"city": region.name, "parts": "，".join(parts) or _("还没有考核、支持和指导的记录")}
    return _("%(city)s：%(parts)s") % facts


@require_safe
def reviews(request: HttpRequest, as_format: str = "html") -> HttpResponse:
    """Officers see the reviews of their reach, everybody the decided ones; the national office begins new ones here."""
    table = tables.ReviewTable(queries.reviews_for(request.user), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("三年复核"))
    today = timezone.localdate()
    is_national = isinstance(request.user, User) and bool(rules.is_national(request.user))
    waiting = [row for row in table.rows if row.is_open]
    facts = {
        "heading": _("%(count)d 次三年复核，%(waiting)d 次待决定") % {"count": table.total, "waiting": len(waiting)}
        if table.total
        else _("还没有三年复核"),
        "table": table,
        "terms": queries.terms_to_review(today) if is_national else [],
        "rule": queries.RULE,
        "demonstration": demonstration_words(table.rows),
        "crumbs": path_to((_("三年复核"), None)),
    }
    return render(request, "support/reviews.html", facts)


@require_POST
@requires(rules.is_national)
def propose(request: PersonRequest, code: str) -> HttpResponse:
    """Begin the review of a city's term."""
    made = actions.propose_review(region=get_object_or_404(Region, code=code), by=request.user)
    messages.success(request, _("已按现行规则提出复核建议。"))
    return redirect(made)


def known_review(request: HttpRequest, pk: int) -> TermReview:
    """A review that the visitor may see; one beyond reach is not there."""
    return get_object_or_404(queries.reviews_for(request.user), pk=pk)


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: what the rule proposes and why, what was decided."""
    shown = known_review(request, pk)
    user = request.user if isinstance(request.user, User) and request.user.is_officer else None
    rule = queries.rule_of(shown.definition)
    facts = {
        "review": shown,
        "rule": rule,
        "heading": _("%(city)s：%(words)s")
        % {"city": shown.region.name, "words": shown.get_decision_display() or tables.proposal_words(shown)},
        "lead": lead_of(shown, rule),
        "chip": tables.state_chip(shown),
        "table": tables.ReasonTable(shown.reasons, request.GET),
        "acts": acts_for(user, shown) if user else [],
        "history": history_of(shown) if user else [],
        "demonstration": demonstration_words([shown]),
        "crumbs": path_to((_("三年复核"), reverse("support:reviews")), (shown.region.name, None)),
    }
    return render(request, "support/review.html", facts)


def lead_of(shown: TermReview, rule: ReviewRuleDefinition) -> str:
    """What the rule proposes; of a decided review also where the decision differs."""
    outcome = next((one for one in (rule.worst, rule.middle, rule.best) if one.code == shown.proposal), None)
    if outcome is None and not shown.decision:
        return _("有的事实没有记录，补充以后平台才能提出建议。")
    said = outcome.sentence if outcome else _("有的事实没有记录，平台没有建议。")
    if not shown.decision:
        return said
    agrees = shown.proposal == getattr(rule, actions.PROPOSED_AS[Decision(shown.decision)]).code
    ending = _("国家局的决定与建议一致。") if agrees else _("国家局另作决定，理由见说明。")
    return _("平台的建议：%(said)s%(ending)s") % {"said": said, "ending": ending}


@dataclass(frozen=True, slots=True)
class Act:
    """A step of a review: its button, what it brings, its form, its verb, and the states in which it is offered."""

    label: Any
    lead: Any
    form: type[Form]
    verb: Callable[..., Any]
    states: frozenset[str]


PROPOSED, RECTIFYING = ReviewState.PROPOSED, ReviewState.RECTIFYING
ACTS: dict[str, Act] = {
    "decide": Act(
        gettext_lazy("作出决定"),
        gettext_lazy("通过的，城市进入下一个三年任期；取消的，示范城市称号同时取消。决定以后公开，不能修改。"),
        DecideForm, actions.decide, frozenset({PROPOSED}),
    ),
    "state": Act(
        gettext_lazy("补充事实"), gettext_lazy("只能补充平台没有记录的事实。补充以后按规则重新提出建议。"),
        StateForm, actions.state_fact, frozenset({PROPOSED, RECTIFYING}),
    ),
    "again": Act(
        gettext_lazy("重新提出建议"), gettext_lazy("按现行规则和现在的记录重新对照；此前的建议留在办理记录中。"),
        AgainForm, actions.propose_again, frozenset({PROPOSED, RECTIFYING}),
    ),
    "rectify": Act(
        gettext_lazy("要求限期整改"), gettext_lazy("通知城市在期限内整改，期满后重新提出建议。"),
        RectifyForm, actions.rectify, frozenset({PROPOSED}),
    ),
    "cancel": Act(
        gettext_lazy("取消这次复核"), gettext_lazy("已有的建议留在办理记录中，可以重新开始。"),
        ReasonForm, actions.cancel_review, frozenset({PROPOSED}),
    ),
}  # fmt: skip


def acts_for(user: User, shown: TermReview) -> list[tuple[Any, str]]:
    """(words, address) of the steps that the person may take now."""
    if not rules.is_national(user):
        return []
    offered = [code for code, act in ACTS.items() if shown.state in act.states and (code != "state" or missing(shown))]
    return [(ACTS[code].label, reverse("support:act", args=[shown.pk, code])) for code in offered]


def missing(shown: TermReview) -> list[str]:
    """The facts that no record holds, and those that were stated by hand."""
    gaps = {reason["code"] for reason in shown.reasons if reason["value"] is None or reason["is_stated"]}
    return [one.fact for one in queries.rule_of(shown.definition).criteria if one.code in gaps]


@show_or_submit
@requires(rules.is_national)
def act(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """One form for each step of a review."""
    shown, chosen = known_review(request, pk), ACTS.get(code)
    if chosen is None:
        raise Http404(_("没有这一步"))
    rules.is_open(shown).or_refuse()
    offered = {"missing": missing(shown)} if chosen.form is StateForm else {}
    form = chosen.form(request.POST if request.method == "POST" else None, **offered)
    if request.method == "POST" and form.is_valid() and done(form, chosen.verb, review=shown, by=request.user):
        messages.success(request, _("已办理：%(act)s。") % {"act": chosen.label})
        return redirect(shown)
    facts = {
        "form": form,
        "heading": f"{chosen.label}：{shown.region.name}",
        "lead": chosen.lead,
        "button": chosen.label,
        "back": shown.get_absolute_url(),
        "crumbs": path_to((shown.region.name, shown.get_absolute_url()), (str(chosen.label), None)),
    }
    return render(request, "support/act.html", facts)


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """How terms are reviewed, in words."""
    try:
        shown = queries.rule_of(current("review_rule", code))
    except Definition.DoesNotExist:
        raise Http404(_("没有这份复核规则")) from None
    facts = {
        "rule": shown,
        "code": code,
        "criteria": [(one, standard(one)) for one in shown.criteria],
        "crumbs": path_to((_("三年复核"), reverse("support:reviews")), (_("规则"), None)),
    }
    return render(request, "support/rule.html", facts)
