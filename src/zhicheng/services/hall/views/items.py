"""The hall's front: which items there are, and the guide of one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current
from zhicheng.base.ui.exports import respond
from zhicheng.services.hall import clock, conditions, queries
from zhicheng.services.hall.conditions import Verdicts
from zhicheng.services.hall.definition_kinds import ITEM, LEVELS, SERVICE_KINDS, Field, ItemDefinition
from zhicheng.services.hall.guide import (
    WORD_TYPE,
    alternative_words,
    audience_words,
    fee_words,
    guide,
    labels_of,
    limit_note,
    limit_words,
    open_words,
)
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application, Call
from zhicheng.services.hall.queries.calls import windows_for, windows_open
from zhicheng.services.hall.queries.cases import standing_beside
from zhicheng.services.hall.queries.items import is_open_on
from zhicheng.services.hall.rules.items import can_edit_items
from zhicheng.services.hall.tables.items import ItemRow, ItemTable, StepTable, rows_of, step_rows
from zhicheng.services.hall.views.own import path_to, person_of

SIGNS = {"met": "ok", "mendable": "near", "unmet": "no", "unknown": ""}
KINDS = {"eligible": "ok", "near": "near", "no": "no", "unknown": "near"}


@require_safe
def home(request: HttpRequest, as_format: str) -> HttpResponse:
    """Doors by kind of service, and every item with search and filters."""
    models, on = {code: model_of_item(one) for code, one in all_current(ITEM.code).items()}, clock.today()
    table = ItemTable(rows_of(models, on, windows_open(on)), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("服务事项"))
    facts = {
        "heading": heading_of(table),
        "table": table,
        "doors": [] if table.is_narrowed else doors(list(table.source)),
        "ways": ways(request),
        "crumbs": [(_("首页"), reverse("home")), (_("办事服务"), None)],
    }
    return render(request, "hall/items/home.html", facts)


def heading_of(table: ItemTable) -> str:
    """How many items can be applied for today."""
    if table.is_narrowed:
        return _("找到 %(count)d 个事项") % {"count": table.total}
    count = sum(row.is_open for row in table.source)
    return _("%(count)d 个事项可以在网上办理") % {"count": count}


def doors(rows: list[ItemRow]) -> list[dict[str, Any]]:
    """One door for each kind of service that has items; it opens the list of that kind, or the only item."""
    by_kind: dict[str, list[ItemRow]] = {kind: [] for kind in SERVICE_KINDS}
    for row in rows:
        by_kind[row.service_kind].append(row)
    return [
        {
            "glyph": found[0].model.glyph,
            "label": SERVICE_KINDS[kind],
            "words": "、".join(row.model.short for row in found),
            "url": f"?kind={kind}" if len(found) > 1 else reverse("hall:item", args=[found[0].code]),
        }
        for kind, found in by_kind.items()
        if found
    ]


def ways(request: HttpRequest) -> list[tuple[str, str]]:
    """(address, words) of what can be done beside choosing an item."""
    user = person_of(request)
    routes = [
        ("hall:check", _("不登录先核对条件")),
        ("hall:track", _("查询办理进度")),
        ("hall:publicised", _("看公示")),
        ("hall:calls", _("看申请批次")),
    ]
    if user and user.party_id:
        routes = [("hall:matches", _("看本单位可以办的事项")), ("hall:mine", _("看本单位的办件")), *routes[2:]]
    if user and can_edit_items(user):
        routes.append(("hall:editor_list", _("编写事项")))
    return [(url, words) for route, words in routes if (url := address(route))]


def address(route: str, *arguments: str) -> str:
    """A route; empty where there is none such."""
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""


def edit_address(code: str) -> str:
    return address("hall:editor", code)


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of an item; a signed-in organisation sees what it meets and what is missing."""
    definition = known_item(code)
    user = person_of(request)
    verdicts = verdicts_for(definition, user.party_id) if user and user.party_id else None
    model = model_of_item(definition)
    facts = facts_of(model, verdicts) | {
        "definition": definition,
        "batches": batches_of(definition, user) if model.call else None,
        "party": user.party if user else None,
        "other": other_of(definition, user) if verdicts else None,
        "edit_url": edit_address(code) if user and can_edit_items(user) else "",
        "crumbs": path_to((model.short, None)),
    }
    return render(request, "hall/items/item.html", facts)


def other_of(definition: Definition, user: User | None) -> Application | None:
    """The case of a person's organisation beside which there may be no second."""
    party = user.party if user else None
    if party is None:
        return None
    models = {definition.code: model_of_item(definition)}
    return standing_beside(models, party=party.pk, region=party.region_id, on=clock.today()).get(definition.code)


def batches_of(definition: Definition, user: User | None) -> list[Call]:
    """The batches that take applications today: for somebody with a place that of their office, for all others every office's."""
    model, on = model_of_item(definition), clock.today()
    place = place_of(user)
    if not place:
        return windows_open(on).get(definition.code, [])
    found = windows_for({definition.code: model}, place, on).get(definition.code)
    return [found] if found else []


def place_of(user: User | None) -> str:
    """Where an organisation's person would apply; officers and visitors look at all places."""
    return user.party.region_id if user and user.party else ""


def verdicts_for(definition: Definition, party_id: int) -> Verdicts | None:
    """How an organisation stands; offices apply for regional items, so nothing is said there."""
    model = model_of_item(definition)
    return None if model.is_regional else conditions.verdict(model, party_id=party_id, code=definition.code)


def facts_of(model: ItemDefinition, verdicts: Verdicts | None) -> dict[str, Any]:
    """What the page and its preview show of an item."""
    return {
        "item": model,
        "kicker": str(SERVICE_KINDS[model.service_kind]),
        "aside": aside(model),
        "verdicts": verdicts,
        "verdict_kind": KINDS[verdicts.state] if verdicts else "",
        "conditions": condition_rows(model, verdicts),
        "materials": material_rows(model, verdicts),
        "sections": [(section, labels_of(model, section)) for section in model.sections],
        "steps": StepTable(list(step_rows(model)), {}),
        "limit_note": limit_note(model),
        "may_apply": is_open_on(model, clock.today()) and (verdicts is None or verdicts.state != "no"),
        "is_open": is_open_on(model, clock.today()),
        "may_confirm": model.automatic and verdicts is not None and verdicts.state == "eligible",
        "demonstration": _("本页的事项为演示，不是任何机构的正式政策。") if model.synthetic else "",
    }


def aside(model: ItemDefinition) -> list[tuple[str, str, str]]:
    rows = [
        (_("可得"), model.benefit, ""),
        (_("申请人"), audience_words(model), ""),
        (_("办理机关"), str(LEVELS[model.level]), ""),
        (_("收费"), fee_words(model), ""),
        (_("受理时间"), open_words(model), ""),
        (_("办理时限"), limit_words(model), ""),
        (_("咨询"), model.contact, ""),
    ]
    return [row for row in rows if row[1]]


def condition_rows(model: ItemDefinition, verdicts: Verdicts | None) -> list[dict[str, str]]:
    """The conditions, judged for an organisation where there is one."""
    if verdicts is None:
        return [{"text": one.text, "note": alternative_words(model, one)} for one in model.conditions]
    return [
        {
            "text": one.condition.text,
            "kind": "" if one.open else SIGNS[one.state],
            "note": " ".join(filter(None, [one.sentence, one.evidence.text if one.evidence else ""])),
            "state": state_words(one.state, is_open=one.open) if not one.mend else one.mend.text,
            "url": one.mend.url if one.mend else "",
        }
        for one in verdicts.results
    ]


def state_words(state: str, *, is_open: bool) -> str:
    if is_open:
        return _("填报时核对")
    return {"met": _("符合"), "mendable": _("差一步"), "unmet": _("不符合"), "unknown": _("待核实")}[state]


def material_rows(model: ItemDefinition, verdicts: Verdicts | None) -> list[dict[str, str]]:
    """The papers; one that the records make needless is marked 免提交."""
    met = {one.condition.code for one in verdicts.met} if verdicts else set()
    rows = []
    for paper in model.materials:
        is_waived = paper.waived_by in met
        when = _("仅在填报内容需要时提交") if paper.shown_if else ""
        state = _("免提交") if is_waived else "" if paper.required else _("可选")
        note = _("平台已有记录，不需要再交") if is_waived else paper.note or when
        rows.append({"text": paper.label, "note": note, "state": state, "kind": "ok" if is_waived else ""})
    return rows + [file_row(field) for field in model.files]


def file_row(field: Field) -> dict[str, str]:
    """A file for which the form asks."""
    note = " ".join(filter(None, [_("在申请表中上传。"), field.hint]))
    return {"text": field.label, "note": note, "state": "" if field.required else _("可选"), "kind": ""}


@require_safe
def guide_file(_request: HttpRequest, code: str) -> HttpResponse:
    """The guide as a Word document."""
    response = HttpResponse(guide(known_item(code)), content_type=WORD_TYPE)
    response["Content-Disposition"] = f"attachment; filename={code}.docx"
    return response


def known_item(code: str) -> Definition:
    """The version of an item in force."""
    try:
        return queries.item(code)
    except Definition.DoesNotExist:
        raise Http404(_("没有这个事项，可能已经停办。请回到办事服务查找")) from None
