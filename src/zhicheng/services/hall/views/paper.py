"""Applications that came on paper: one by the form, many by a list."""

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, officers_only
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.rules import is_officer
from zhicheng.base.definitions.models import Definition
from zhicheng.base.importing.pages import ListImport
from zhicheng.base.parties.holders import CODE, NAME
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.queries import visible_to
from zhicheng.base.ui.exports import CSV_TYPE
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.base.verdicts import Refused
from zhicheng.engine.tables import write_csv
from zhicheng.services.hall.clock import today
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.paper_reading import (
    ITEM,
    PERSON,
    PHONE,
    RECEIVED,
    Paper,
    PaperReading,
    blank_for,
    file_all,
    filled_in,
    items_for,
)
from zhicheng.services.hall.rules.filing import can_file_paper, is_for


class StartForm(Form):
    """Which item, who applies, and when the paper came in."""

    item = forms.ChoiceField(label=gettext_lazy("事项"))
    applicant = forms.CharField(
        label=gettext_lazy("申请单位"), max_length=120, help_text=gettext_lazy("统一社会信用代码，或登记的单位全称")
    )
    received_on = day_field(gettext_lazy("收件日期"), gettext_lazy("窗口收到纸质材料的日期，时限从这一天起算"))
    contact_name = forms.CharField(label=gettext_lazy("联系人"), max_length=40, required=False)
    contact_phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=40, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        titles = [(code, one.title) for code, one in items_for(by).items()]
        self.fields["item"] = forms.ChoiceField(
            label=_("事项"), choices=[("", _("请选择")), *titles], widget=forms.Select(attrs={"class": "form-select"})
        )

    def clean_applicant(self) -> Party:
        text = self.cleaned_data["applicant"].strip()
        found = list(visible_to(self.by).filter(uscc=text.upper())[:1] or visible_to(self.by).filter(name=text)[:2])
        if not found:
            raise forms.ValidationError(_("辖区内没有登记这家单位。请核对写法，或先在主体名录中登记"))
        if len(found) > 1:
            raise forms.ValidationError(_("辖区内有同名的单位，请填写统一社会信用代码"))
        return found[0]

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > today():
            raise forms.ValidationError(_("收件日期不能晚于今天"))
        return day


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def start(request: PersonRequest) -> HttpResponse:
    """Choose item and organisation; the form itself comes next."""
    form = StartForm(sent_or_kept(request) or None, by=request.user, initial={"received_on": today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = {
            "party": given["applicant"].pk,
            "received": given["received_on"].isoformat(),
            "contact": given["contact_name"],
            "phone": given["contact_phone"],
        }
        return redirect(f"{reverse('hall:paper_form', args=[given['item']])}?{urlencode(asked)}")
    facts = {"form": form, "offered": items_for(request.user), "crumbs": crumbs((_("录入纸质申请"), None))}
    return render(request, "hall/office/paper.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def fill_in(request: PersonRequest, code: str) -> HttpResponse:
    """Copy the paper: all pages of the item's form on one; sent twice, it is entered once."""
    definition = item_for(request, code)
    party = party_of(request)
    can_file_paper(request.user, definition, place=party.region_id).or_refuse()
    model = model_of_item(definition)
    is_for(model, party=party, region=None).or_refuse()
    pages, answers = filled_in(model, blank_for(definition, party), sent_or_kept(request))
    refusal = ""
    if request.method == "POST" and all(page.is_valid() for page in pages):
        paper = Paper(definition, party, received_of(request), *contact_of(request), answers, key_of(request))
        made, refusal = entered(request, paper)
        if made is not None:
            return redirect(made)
    facts = {
        "definition": definition,
        "party": party,
        "pages": pages,
        "faults": [fault for page in pages for fault in page.faults] + ([("", "", refusal)] if refusal else []),
        "received_on": received_of(request),
        "key": request.POST.get("key") or uuid.uuid4(),
        "crumbs": crumbs((_("录入纸质申请"), reverse("hall:paper")), (definition.title, None)),
    }
    return render(request, "hall/office/paper_form.html", facts)


def entered(request: PersonRequest, paper: Paper) -> tuple[Application | None, str]:
    """The case that was made, or why none was."""
    try:
        made = paper.file(request.user)
    except Refused as refused:
        return None, refused.because
    messages.success(request, _("已录入，编号 %(case)s。") % {"case": made})
    return made, ""


def item_for(request: PersonRequest, code: str) -> Definition:
    """The item, if this officer enters its paper applications."""
    found = items_for(request.user).get(code)
    if found is None:
        raise Refused("not_the_office", _("这个事项的纸质申请不由您录入"))
    return found


def party_of(request: PersonRequest) -> Party:
    """The organisation that the address names, in the officer's reach."""
    text = request.GET.get("party", "")
    return get_object_or_404(visible_to(request.user), pk=int(text) if text.isdecimal() else 0)


def received_of(request: PersonRequest) -> date:
    try:
        return min(date.fromisoformat(request.GET.get("received", "")), today())
    except ValueError:
        return today()


def contact_of(request: PersonRequest) -> tuple[str, str]:
    return request.GET.get("contact", "")[:40], request.GET.get("phone", "")[:40]


def key_of(request: PersonRequest) -> uuid.UUID:
    """The key that the form was given; one that is none counts as a new form."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@require_safe
@officers_only
def empty(request: PersonRequest, code: str) -> HttpResponse:
    """The columns of an item's list, to be filled in."""
    definition = item_for(request, code)
    labels = [field.label for field in model_of_item(definition).fields if field.kind != "file"]
    # An item may ask for what every list has a column for.
    content = write_csv(list(dict.fromkeys([ITEM, NAME, CODE, RECEIVED, PERSON, PHONE, *labels])), [])
    return HttpResponse(
        content, content_type=CSV_TYPE, headers={"Content-Disposition": f'attachment; filename="{code}.csv"'}
    )


def crumbs(*here: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("办件"), reverse("hall:desk")), *here]


PAPERS = ListImport(
    namespace="hall",
    purpose="hall.papers",
    title=gettext_lazy("导入纸质申请"),
    lead=gettext_lazy("一行一件。先逐行核对，全部无误才导入；同一行再次导入不会重复录入。"),
    columns=gettext_lazy(
        "CSV 或 XLSX。须有“事项”“单位名称”“收件日期”三列，可有“统一社会信用代码”“联系人”“联系电话”；其余列名与表单上的题目相同。题目是表格的，一格写完：各行之间用“；”，行内各格之间用“｜”，例如“2016｜1200000；2017｜1500000”。各事项的空表可在“录入纸质申请”页下载。"
    ),
    list_route="hall:desk",
    may=is_officer,
    read=lambda content, name, user: PaperReading(user).read(content, name),
    write=file_all,
)
