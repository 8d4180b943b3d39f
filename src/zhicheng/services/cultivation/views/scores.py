"""The score sheet of an organisation: what is known, what is missing, what would raise it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires, signed_in
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.queries import visible_to
from zhicheng.base.ui import formats
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.services.cultivation.actions.scores import enter
from zhicheng.services.cultivation.definition_kinds import ScoreLine, ScoreSheet
from zhicheng.services.cultivation.forms import score_form
from zhicheng.services.cultivation.queries import scores as queries
from zhicheng.services.cultivation.queries import titles
from zhicheng.services.cultivation.rules import scores as rules
from zhicheng.services.cultivation.scoring.filling import Filled, Origin, fill
from zhicheng.services.cultivation.scoring.sheet import Result, Scored, score
from zhicheng.services.cultivation.tables import LineRow, ScoreTable
from zhicheng.services.cultivation.views.pages import Crumbs, path_to

PROGRAMME = "national_enterprise"
MOST_RAISING = 5


@require_safe
@signed_in
def sheet(request: PersonRequest, party: int, as_format: str) -> HttpResponse:
    """The sheet of this year, line by line."""
    owner, model, year = known_party(request, party), known_sheet(), timezone.localdate().year
    filled = fill(model, owner.pk, queries.entries(owner.pk, PROGRAMME, year))
    result = score(model, {code: one.values for code, one in filled.items()})
    may_enter = bool(rules.can_enter(request.user, owner))
    table = ScoreTable([line_row(one, filled, owner, may_enter=may_enter) for one in result.lines], request.GET)
    if as_format != "html":
        return respond(table, as_format, _("评价表-%(name)s") % {"name": owner.name})
    facts = {
        "owner": owner,
        "sheet": model,
        "result": result,
        "table": table,
        "heading": finding(result),
        "year": year,
        "from_records": sum(one.origin is Origin.RECORDS for one in filled.values()),
        "entered": sum(one.origin is Origin.ENTERED for one in filled.values()),
        "raising": [raising_row(one, filled, owner, may_enter=may_enter) for one in result.raising[:MOST_RAISING]],
        "may_enter": may_enter,
        "crumbs": sheet_crumbs(owner),
    }
    return render(request, "cultivation/score.html", facts)


def finding(result: Result) -> str:
    facts = {"known": formats.number(result.known, 0), "reached": formats.number(result.reached, 1)}
    words = _("已知 %(known)s 分中得 %(reached)s 分") % facts
    if result.missing:
        words += _("，%(count)d 项未填") % {"count": len(result.missing)}
    return words


def line_row(one: Scored, filled: dict[str, Filled], owner: Party, *, may_enter: bool) -> LineRow:
    """A line; the organisation's own people fill what the records do not."""
    source = filled[one.line.code]
    may_fill = may_enter and source.origin is not Origin.RECORDS
    return LineRow(one, source, line_url(owner, one.line) if may_fill else "")


def line_url(owner: Party, line: ScoreLine) -> str:
    return reverse("cultivation:score-line", args=[owner.pk, line.code])


def raising_row(one: Scored, filled: dict[str, Filled], owner: Party, *, may_enter: bool) -> dict[str, Any]:
    """What would raise the sum, as the list of conditions shows it."""
    line, source = one.line, filled[one.line.code]
    gain = _("做到满分可再得 %s 分") % formats.number(one.gain, 1)
    need = (
        ""
        if line.full_at is None
        else _("，满分值 %(full)s %(unit)s（设定值）") % {"full": formats.number(line.full_at), "unit": line.unit}
    )
    may_fill = may_enter and source.origin is not Origin.RECORDS
    return {
        "kind": "no" if one.value is None else "near",
        "text": line.label,
        "note": gain + need,
        "url": line_url(owner, line) if may_fill else "",
        "state": _("填报") if may_fill else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.has_party)
def line(request: PersonRequest, party: int, line: str) -> HttpResponse:
    """Enter one line with its evidence."""
    owner, model, year = known_party(request, party), known_sheet(), timezone.localdate().year
    rules.can_enter(request.user, owner).or_refuse()
    found = next((one for one in model.lines if one.code == line), None)
    if found is None:
        raise Http404(_("评分表中没有这一项"))
    form = score_form(found, year)(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            enter(
                party=owner, programme=PROGRAMME, year=year, line=line, values=form.values,
                evidence=form.cleaned_data["evidence"], by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.because)
        else:
            messages.success(request, _("已保存"))
            return redirect("cultivation:score", party=owner.pk)
    facts = {
        "form": form,
        "heading": f"{found.no}. {found.label}",
        "lead": found.hint or _("填数值并附证明材料。"),
        "button": _("保存"),
        "back": reverse("cultivation:score", args=[owner.pk]),
        "multipart": True,
        "crumbs": [
            *sheet_crumbs(owner)[:-1],
            (_("评价表"), reverse("cultivation:score", args=[owner.pk])),
            (found.label, None),
        ],
    }
    return render(request, "cultivation/act.html", facts)


def known_party(request: PersonRequest, pk: int) -> Party:
    """The organisation, when the person may see it; others do not exist for him."""
    return get_object_or_404(visible_to(request.user), pk=pk)


def known_sheet() -> ScoreSheet:
    model = titles.programme(PROGRAMME)
    if model is None or model.score_sheet is None:
        raise Http404(_("还没有载入评价表"))
    return model.score_sheet


def sheet_crumbs(owner: Party) -> Crumbs:
    return path_to((owner.name, reverse("parties:detail", args=[owner.pk])), (_("评价表"), None))
