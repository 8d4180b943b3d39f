"""The register of titles, one title with its history, programmes, verification, and the forms of an officer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.regions.queries import names
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import Refused, Verdict
from zhicheng.services.cultivation import charts, forms, keeping, tables
from zhicheng.services.cultivation.actions import titles as actions
from zhicheng.services.cultivation.definition_kinds import OFFICES
from zhicheng.services.cultivation.models import HELD, Designation, State
from zhicheng.services.cultivation.queries import titles
from zhicheng.services.cultivation.rules import titles as rules
from zhicheng.services.cultivation.views.pages import demonstration_words, path_to
from zhicheng.services.hall.conditions import Result

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
SIGNS = {"met": "ok", "mendable": "near", "unmet": "no", "unknown": ""}


@require_safe
def register(request: HttpRequest, as_format: str) -> HttpResponse:
    """Every title, for everyone."""
    kind = tables.TitleTable if as_format == "html" else tables.TitleFile
    table = kind(titles.register(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("称号名录"))
    states = titles.counts_by_state(table.everything)
    counts = titles.counts_by_city(table.everything)
    areas = names(code for code in charts.by_area(counts))
    facts = {
        "table": table,
        "heading": finding(states, is_narrowed=table.is_narrowed),
        "held": sum(states[state] for state in HELD),
        "map": charts.titles_by_city(counts, areas, map_query(request)) if counts else None,
        "programmes": titles.programmes(),
        "may_keep": isinstance(request.user, User) and bool(rules.can_import(request.user)),
        "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
        "crumbs": path_to(),
    }
    return render(request, "cultivation/register.html", facts)


def finding(states: Any, *, is_narrowed: bool) -> str:
    """What the register holds, in one sentence."""
    held = sum(states[state] for state in HELD)
    over = sum(states.values()) - held
    if not held and not over:
        return _("没有符合条件的称号") if is_narrowed else _("还没有登记称号")
    words = _("符合条件的现有称号 %(held)d 个") if is_narrowed else _("现有称号 %(held)d 个")
    more = _("，另有 %(over)d 个已届满、晋级或撤销") if over else ""
    return (words + more) % {"held": held, "over": over}


def map_query(request: HttpRequest) -> str:
    """The page's filter without the region, so that a city on the map can be put in its place."""
    query = request.GET.copy()
    for name in ("region", "page"):
        query.pop(name, None)
    return f"?{query.urlencode()}"


@require_safe
def title(request: HttpRequest, pk: int) -> HttpResponse:
    """One title: what it says, whether it is still met, what happened, and how to verify it."""
    found = known_title(pk)
    address = request.build_absolute_uri(reverse("cultivation:verified", args=[found.code]))
    user = request.user if isinstance(request.user, User) else None
    facts = facts_of(found) | {
        "kept": [condition_row(one) for one in keeping.results_of(found)]
        if user and may_see_records(user, found)
        else [],
        "events": [event_row(one) for one in titles.events_of(found)],
        "qr": segno.make(address, error="m").svg_data_uri(scale=4),
        "address": address,
        "acts": open_acts(user, found) if user else [],
        "crumbs": path_to((found.holder_name, None)),
    }
    return render(request, "cultivation/title.html", facts)


def may_see_records(user: User, found: Designation) -> bool:
    """What the records say of an organisation is for its own people and the officers of its place."""
    return user.party_id == found.party_id if user.party_id else bool(rules.reaches(user, found.region_id))


def facts_of(found: Designation) -> dict[str, Any]:
    """What a title says, the same on its page and on the page of its verification."""
    model = found.model
    rows = [
        (_("名称"), found.holder_name, reverse("region", args=[found.region_id]) if found.party_id is None else ""),
        (_("称号"), found.title, ""),
        (
            _("项目"),
            f"{model.title}（{_('第 %d 版') % found.definition.version}）",
            reverse("cultivation:programme", args=[found.programme]),
        ),
        (_("所在地"), full_name(found), reverse("region", args=[found.region_id])),
        (_("文号"), found.document, ""),
        (_("证书编号"), found.number, ""),
        (_("授予日期"), found.granted_on, ""),
        (_("有效期"), term_words(found), ""),
        (_("下次复核"), found.review_due_on, ""),
        (_("办件编号"), found.application, ""),
        (_("来源"), found.source, ""),
        (_("说明"), found.note, ""),
    ]
    return {
        "title": found,
        "chip": tables.state_chip(found),
        "rows": [row for row in rows if row[1]],
        "demonstration": demonstration_words() if found.synthetic else "",
    }


def full_name(found: Designation) -> str:
    above = found.region.parent.name if found.region.parent else ""
    return f"{above}{found.region.name}"


def term_words(found: Designation) -> str:
    if found.ends_on is None:
        return _("%(start)s 起，没有规定期限") % {"start": found.starts_on.isoformat()}
    return f"{found.starts_on.isoformat()} 至 {found.ends_on.isoformat()}"


def condition_row(one: Result) -> dict[str, Any]:
    """A condition as the list of conditions shows it."""
    link = one.mend
    return {
        "kind": SIGNS[one.state],
        "text": one.condition.text,
        "note": one.sentence,
        "url": link.url if link and link.url else "",
        "state": link.text if link and link.url else "",
    }


def event_row(one: Any) -> dict[str, Any]:
    """An event as the timeline shows it; who did it is in the log, not here."""
    notes = [one.reason, one.document, _("有效期至 %s") % one.ends_on if one.ends_on else ""]
    words = one.get_kind_display()
    if one.passed is not None:
        words = _("复核合格") if one.passed else _("复核不合格")
    return {"date": one.on, "event": words, "note": " · ".join(note for note in notes if note)}


def known_title(pk: int) -> Designation:
    found = titles.title(pk)
    if found is None:
        raise Http404(_("没有这个称号。请在称号名录中按名称查找。"))
    return found


# Programmes and verification.


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Which titles there are."""
    facts = {"programmes": titles.programmes(), "crumbs": path_to((_("培育认定项目"), None))}
    return render(request, "cultivation/programmes.html", facts)


@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """The rules of one programme: levels, terms, what must be kept, what is known and what is set."""
    model = titles.programme(code)
    if model is None:
        raise Http404(_("没有这个培育认定项目"))
    held = titles.counts_by_state(titles.register().filter(programme=code))
    facts = {
        "code": code,
        "model": model,
        "levels": [(level, OFFICES[level.granted_by]) for level in model.levels],
        "held": sum(held[state] for state in HELD),
        "ever": sum(held.values()),
        "own_sheet": own_sheet(request) if model.score_sheet else "",
        "crumbs": path_to((_("培育认定项目"), reverse("cultivation:programmes")), (model.short, None)),
    }
    return render(request, "cultivation/programme.html", facts)


def own_sheet(request: HttpRequest) -> str:
    """The score sheet of the visitor's organisation; empty for everybody else."""
    user = request.user
    return reverse("cultivation:score", args=[user.party_id]) if isinstance(user, User) and user.party_id else ""


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask by the code on a certificate."""
    code = "".join(request.GET.get("code", "").split()).upper()
    if code and code.isalnum() and code.isascii():
        return redirect("cultivation:verified", code=code)
    facts = {"code": code, "crumbs": path_to((_("核验"), None))}
    return render(request, "cultivation/verify.html", facts)


@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What a stranger is told: whether the title is in force today, and what it says."""
    found = titles.by_code(code.upper())
    if found is None:
        facts: dict[str, Any] = {"code": code, "unknown": True, "crumbs": path_to((_("核验"), None))}
        return render(request, "cultivation/verify.html", facts, status=404)
    facts = facts_of(found) | {
        "holds": found.counts_on(timezone.localdate()),
        "is_suspended": found.state == State.SUSPENDED,
        "today": timezone.localdate(),
        "crumbs": path_to((_("核验"), None)),
    }
    return render(request, "cultivation/verified.html", facts)


# What officers do.


@show_or_submit
@requires(rules.can_follow)
@acts_once
def new(request: PersonRequest) -> HttpResponse:
    """Grant one title."""
    form = forms.DesignateForm(sent_or_kept(request) or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        programme_code, level = form.levels[data["title"]]
        grant = actions.Grant(
            programme_code, level.code, document=data["document"], granted_on=data["granted_on"],
            starts_on=data["starts_on"], ends_on=data["ends_on"], number=data["number"],
        )  # fmt: skip
        try:
            made = actions.designate(grant=grant, by=request.user, party=form.party, region=form.region)
        except Refused as refused:
            form.add_error(None, refused.because)
        else:
            messages.success(request, _("已授予"))
            return redirect(made)
    facts = {
        "form": form,
        "heading": _("授予称号"),
        "lead": _("称号由项目规定的机关授予；持有同一项目较低级别的，授予后自动晋级。"),
        "button": _("授予"),
        "back": reverse("cultivation:list"),
        "crumbs": path_to((_("授予称号"), None)),
    }
    return render(request, "cultivation/act.html", facts)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with a title: its words, its form, its rule and its verb."""

    label: Any
    form: type[Form]
    rule: Callable[[User, Designation], Verdict]
    verb: Callable[..., Designation]


def may_renew(user: User, found: Designation) -> Verdict:
    return rules.can_renew(user, found, timezone.localdate())


def reviewed(*, designation: Designation, by: User, passed: str, **facts: Any) -> Designation:
    return actions.review(designation=designation, by=by, passed=passed == "yes", **facts)


ACTS = {
    "renew": Act(gettext_lazy("延续"), forms.RenewForm, may_renew, actions.renew),
    "review": Act(gettext_lazy("登记复核"), forms.ReviewForm, rules.can_review, reviewed),
    "suspend": Act(gettext_lazy("暂停"), forms.ReasonForm, rules.can_suspend, actions.suspend),
    "resume": Act(gettext_lazy("恢复"), forms.ReasonForm, rules.can_resume, actions.resume),
    "withdraw": Act(gettext_lazy("撤销"), forms.WithdrawForm, rules.can_withdraw, actions.withdraw),
}


def open_acts(user: User, found: Designation) -> list[tuple[Any, str]]:
    """(words, address) of what the person may do with the title now."""
    return [
        (act.label, reverse("cultivation:act", args=[found.pk, code]))
        for code, act in ACTS.items()
        if act.rule(user, found)
    ]


@show_or_submit
@requires(rules.can_follow)
@acts_once
def act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """One form for each thing that can happen to a title."""
    found = known_title(pk)
    if verb not in ACTS:
        raise Http404(_("没有这种办理"))
    chosen = ACTS[verb]
    chosen.rule(request.user, found).or_refuse()
    form = chosen.form(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.verb(designation=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.because)
        else:
            messages.success(request, _("已登记"))
            return redirect(found)
    facts = {
        "form": form,
        "heading": f"{chosen.label}：{found.holder_name}",
        "lead": found.title,
        "button": chosen.label,
        "back": found.get_absolute_url(),
        "crumbs": path_to((found.holder_name, found.get_absolute_url()), (str(chosen.label), None)),
    }
    return render(request, "cultivation/act.html", facts)
