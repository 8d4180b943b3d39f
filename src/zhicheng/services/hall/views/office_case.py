"""The case as officers see it: always in the same order, with the one act that is due and why others are not possible."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.access import PersonRequest
from zhicheng.base.calendars.queries import calendar, doubt
from zhicheng.services.hall import asking, office_acts
from zhicheng.services.hall.clock import today
from zhicheng.services.hall.conditions import Result, Verdicts, verdict
from zhicheng.services.hall.facts import know
from zhicheng.services.hall.forms_of_items import display
from zhicheng.services.hall.limits import Limit, limit_of
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.models.applications import ENDED
from zhicheng.services.hall.queries import reviewing
from zhicheng.services.hall.queries.desk import earlier_cases
from zhicheng.services.hall.queries.papers import handover_of, labelled_papers, labels_of, letter_of, rating_of
from zhicheng.services.hall.queries.possible import acts_of_office
from zhicheng.services.hall.queries.timeline import timeline
from zhicheng.services.hall.rules.reviewing import can_assign_reviewers
from zhicheng.services.hall.tables.desk import EarlierTable, step_of
from zhicheng.services.hall.tables.marks import limit_bar
from zhicheng.services.hall.views.desk import demonstration_of

SIGNS = {"met": "ok", "mendable": "near", "unmet": "no", "unknown": "near"}
WORDS = {
    "met": gettext_lazy("符合"),
    "mendable": gettext_lazy("差一步"),
    "unmet": gettext_lazy("不符合"),
    "unknown": gettext_lazy("待核实"),
}


def page(request: PersonRequest, application: Application) -> HttpResponse:
    """The case for an officer who may see it."""
    on = today()
    days = calendar()
    limit = limit_of(application, on, days)
    facts = {
        "application": application,
        "heading": heading(application, limit),
        "lead": lead(application),
        "limit_bar": limit_bar(limit),
        "doubt": doubt(days, on, application.due_on or on),
        "facts": facts_of(application),
        "demonstration": demonstration_of([application]),
        "crumbs": [(_("办件"), reverse("hall:desk")), (str(application), None)],
    }
    with asking.reading_together():
        know(application.party, application.region)
        content = content_of(request, application)
    return render(request, "hall/office/case.html", facts | content | acts_of(request, application, content))


def acts_of(request: PersonRequest, application: Application, content: Mapping[str, Any]) -> dict[str, Any]:
    """What this person may do now, and why not the rest."""
    # Officers of the office are shown every objection; for others they are counted.
    shown = content["objections"] if request.user.region_id == application.office_id else None
    waiting = None if shown is None else sum(one.upheld is None for one in shown)
    missing = reviewing.missing_in(application, content["reviews"])
    verdicts = acts_of_office(request.user, application, objections=waiting, missing=missing)
    offers = office_acts.offered(application, verdicts)
    main = office_acts.main_of(offers)
    return {
        "main": main,
        "others": [one for one in offers if one.url and one is not main],
        "impossible": [] if application.state in ENDED else [one for one in offers if not one.url],
        "may_assign": can_assign_reviewers(request.user, application),
        "may_say": verdicts["say"],
        "may_note": verdicts["note"],
    }


def content_of(request: PersonRequest, application: Application) -> dict[str, Any]:
    """Conditions, answers, papers, reviews, what was said and done: in this order on every page."""
    judged = verdict_on(application)
    return {
        "verdict": judged,
        "conditions": conditions_of(judged),
        "answers": display(application.model, application.answers),
        "corrections": corrections_of(application),
        "papers": labelled_papers(application),
        "reviews": reviewing.sheets_of(application, request.user) if is_reviewed(application) else [],
        "objections": objections_of(request, application),
        "timeline": timeline(application, request.user),
        "letter": letter_of(application),
        "handover": handover_of(application),
        "rating": rating_of(application),
        "earlier": EarlierTable(earlier_cases(application), request.GET, on=today()),
    }


def verdict_on(application: Application) -> Verdicts:
    """What the records say today of the conditions, with the answers of the form.

    Whether the item was granted this year is no longer asked once this case is decided: it would count itself.
    """
    return verdict(
        application.model,
        party_id=application.party_id,
        answers=application.answers,
        today=today(),
        code="" if application.decision else application.item,
    )


def conditions_of(judged: Verdicts) -> list[dict[str, str]]:
    """The rows of the condition list, each with its evidence."""
    return [
        {
            "kind": SIGNS[one.state],
            "text": one.sentence,
            "note": one.evidence.text if one.evidence else "",
            "url": one.evidence.url if one.evidence else "",
            "state": state_of(one),
        }
        for one in judged.results
    ]


def state_of(result: Result) -> str:
    """The word of a condition's state; where there is a record to look up, the word leads there."""
    word = str(WORDS[result.state])
    return _("%(word)s，看记录") % {"word": word} if result.evidence and result.evidence.url else word


def is_reviewed(application: Application) -> bool:
    """Whether experts judge it in any round."""
    return any(step.reviewers for step in application.model.steps)


def objections_of(request: PersonRequest, application: Application) -> list[Any]:
    """Objections to the decision, with the names only for the office that answers them."""
    if application.publicised_until is None or request.user.region_id != application.office_id:
        return []
    return reviewing.objections_of(application)


def corrections_of(application: Application) -> list[tuple[str, str]]:
    """What the applicant has to mend: (field, words)."""
    labels = labels_of(application)
    return [(labels.get(each["field"], _("其他")), each["words"]) for each in application.corrections]


def heading(application: Application, limit: Limit) -> str:
    """The finding: where the case stands and how much time is left."""
    facts = {"step": step_of(application), "limit": limit.words, "item": application.definition.title}
    if application.state in ENDED:
        decision = application.get_decision_display()
        return _("%(step)s：%(item)s") % facts if not decision else f"{facts['step']}，{decision}：{facts['item']}"
    return _("%(step)s，%(limit)s：%(item)s") % facts


def lead(application: Application) -> str:
    facts = {"applicant": application.applicant_name, "place": application.region.name}
    return _("%(applicant)s（%(place)s）") % facts


def facts_of(application: Application) -> list[tuple[Any, ...]]:
    """The aside: (label, value, address)."""
    party = application.party
    rows: list[tuple[Any, ...]] = [
        (_("申请人"), application.applicant_name, party.get_absolute_url() if party else ""),
        (_("事项"), application.definition.title, reverse("hall:item", args=[application.item])),
        (_("事项版次"), application.definition.version, ""),
        (_("渠道"), application.get_channel_display(), ""),
        (_("联系人"), f"{application.contact_name} {application.contact_phone}".strip(), ""),
        (_("经办人"), application.handler.name if application.handler else _("还没有人经办"), ""),
        (_("提交时间"), application.submitted_at, ""),
        (_("受理时间"), application.accepted_at, ""),
    ]
    if application.call_id:
        rows.append((_("批次"), str(application.call), reverse("hall:call", args=[application.call_id])))
    if application.score is not None:
        rows.append((_("评审得分"), application.score, ""))
    if application.place is not None:
        rows.append((_("名次"), application.place, ""))
    if application.publicised_until:
        rows.append((_("公示截止"), application.publicised_until, ""))
    if application.state == State.DELIVERED:
        rows.append((_("办结日"), application.delivered_on, ""))
    return rows
