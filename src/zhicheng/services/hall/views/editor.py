"""Writing items without code: sections of inputs, check, preview as applicants see it, publication with a reason, TOML in and out."""

from typing import Any, NoReturn, cast
from urllib.parse import quote, urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.definitions.forms import CODE
from zhicheng.base.definitions.kinds import kind_of
from zhicheng.base.definitions.queries import all_current, difference, version_in_force
from zhicheng.base.definitions.reading import LONGEST_TEXT, DefinitionRefused, read
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall.actions import drafting
from zhicheng.services.hall.definition_kinds import ITEM, ItemDefinition
from zhicheng.services.hall.forms_of_items import form_for
from zhicheng.services.hall.item_editor import texts
from zhicheng.services.hall.item_editor.pages import rows_of, seal_of, section_of, summary_of, typed_rows
from zhicheng.services.hall.item_editor.sections import Section, sections
from zhicheng.services.hall.models.drafts import ItemDraft
from zhicheng.services.hall.queries import drafts
from zhicheng.services.hall.rules.items import can_edit_items
from zhicheng.services.hall.views.items import facts_of
from zhicheng.services.hall.views.own import Crumbs, path_to

show_or_act = require_http_methods(["GET", "HEAD", "POST"])
MOVES = frozenset({"add", "remove", "up", "down"})


class BeginForm(Form):
    """A new item, or a new version of one: from nothing, from an item in force, or from a file."""

    code = forms.CharField(
        label=gettext_lazy("事项代码"),
        validators=[CODE],
        max_length=40,
        help_text=gettext_lazy("小写字母、数字和下划线，例如 navigation_aid；写已有事项的代码就是修改它"),
    )
    copy_from = forms.ChoiceField(label=gettext_lazy("以哪个事项为底稿"), required=False)
    file = forms.FileField(
        label=gettext_lazy("或上传 TOML 文件"), required=False, help_text=gettext_lazy("与下载的文件写法相同")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(code, one.title) for code, one in all_current(ITEM.code).items()]
        cast("forms.ChoiceField", self.fields["copy_from"]).choices = [("", _("从空白开始")), *found]

    def clean_file(self) -> str:
        """The file's text; refused when it is no TOML."""
        upload = self.cleaned_data["file"]
        if not upload:
            return ""
        try:
            text = upload.read(LONGEST_TEXT * 4).decode("utf-8").replace("\r\n", "\n")
            texts.read(text)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("文件不是 UTF-8 编码，请另存为 UTF-8")) from None
        except Refused as refused:
            raise forms.ValidationError(refused.because) from None
        return str(text)

    @property
    def text(self) -> str:
        """What the draft begins with."""
        given = self.cleaned_data
        in_force = all_current(ITEM.code)
        base = given["copy_from"] or given["code"]
        return given["file"] or (in_force[base].text if base in in_force else texts.NEW_ITEM)


class WhyForm(Form):
    why = forms.CharField(
        label=gettext_lazy("修改原因"), help_text=gettext_lazy("随版本公开，并写入操作日志"), max_length=400
    )


@requires(can_edit_items)
@show_or_act
def editor_list(request: PersonRequest) -> HttpResponse:
    """The drafts of the office, and the beginning of a new one."""
    form = BeginForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            made = drafting.begin_draft(
                code=code, text=form.text, based_on=version_in_force(ITEM.code, code), by=request.user
            )
            return redirect(made)
        except Refused as refusal:
            form.add_error("code", refusal.because)
    found = list(drafts.drafts_of(request.user))
    facts = {
        "heading": _("正在编写 %(count)d 个事项") % {"count": len(found)} if found else _("编写事项"),
        "drafts": found,
        "form": form,
        "crumbs": path_to((_("编写事项"), None)),
    }
    return render(request, "hall/items/editor_list.html", facts)


@requires(can_edit_items)
@show_or_act
def editor(request: PersonRequest, code: str) -> HttpResponse:
    """One section of the draft. An item without a draft gets one from the version in force."""
    draft = drafts.draft(request.user, code)
    if draft is None:
        return begin_page(request, code)
    section = section_of(request.GET.get("part", ""))
    if request.method == "POST":
        return save_section(request, draft, section)
    return section_page(request, draft, section)


def section_page(request: PersonRequest, draft: ItemDraft, section: Section, typed: str = "") -> HttpResponse:
    """The inputs of a section. `typed` is the text with what this person typed, where a colleague saved the section meanwhile."""
    faults = drafts.faults_in(draft) if "check" in request.GET else ()
    facts = frame(draft) | {
        "section": section,
        "rows": rows_of(typed or draft.text, section, faults),
        "seal": seal_of(draft.text, section),
        "was_changed": bool(typed),
        "checked": "check" in request.GET,
        "faults": summary_of(faults),
        "tabs": [(f"?part={each.code}", each.label, each.code == section.code) for each in sections()],
    }
    return render(request, "hall/items/editor.html", facts)


def begin_page(request: PersonRequest, code: str) -> HttpResponse:
    """Whether to begin a new version of an item."""
    in_force = all_current(ITEM.code).get(code)
    if in_force is None:
        raise Http404(_("没有这个事项，也没有它的草稿"))
    if request.method == "POST":
        return redirect(drafting.begin_draft(code=code, text=in_force.text, based_on=in_force.version, by=request.user))
    facts = {"definition": in_force, "crumbs": crumbs_of(code)}
    return render(request, "hall/items/editor_begin.html", facts)


def save_section(request: PersonRequest, draft: ItemDraft, section: Section) -> HttpResponse:
    """Save what was typed, then do what the button says. What a colleague saved meanwhile in the same section is not written over unseen."""
    text = texts.with_section(draft.text, section, typed_rows(request.POST, section))
    if request.POST.get("seal", "") not in {"", seal_of(draft.text, section)}:
        return section_page(request, draft, section, text)
    act, _colon, at = request.POST.get("act", "").partition(":")
    if act in MOVES and section.rows:
        text = texts.with_order(text, section, act, int(at) if at.isdecimal() and len(at) < len("10000") else 0)
    drafting.save_draft(draft=draft, text=text, by=request.user)
    if act in {"preview", "publish"}:
        return redirect(f"hall:editor_{act}", draft.code)
    asked = {"part": section.code} | ({"check": "1"} if act == "check" else {})
    if act == "save":
        messages.success(request, _("草稿已保存"))
    return redirect(f"{draft.get_absolute_url()}?{urlencode(asked)}{anchor(section.code, act, at)}")


def anchor(section: str, act: str, at: str) -> str:
    """Where the page goes on after a row was moved or added."""
    return "#end" if act == "add" else f"#{section}-{at}" if act in {"up", "down"} and at.isdecimal() else ""


@requires(can_edit_items)
@require_safe
def preview(request: PersonRequest, code: str) -> HttpResponse:
    """The guide and the first page of the form as applicants will see them; a draft that does not pass the check goes back."""
    draft = known_draft(request, code)
    try:
        model = read(kind_of(ITEM.code), code, draft.text).model
    except DefinitionRefused:
        return redirect(f"{draft.get_absolute_url()}?check=1")
    if not isinstance(model, ItemDefinition):
        raise Http404
    pages = [(section, form_for(model, section, application=None)) for section in model.sections[:1]]
    facts = frame(draft) | facts_of(model, None) | {"pages": pages}
    return render(request, "hall/items/editor_preview.html", facts)


@requires(can_edit_items)
@show_or_act
def publish(request: PersonRequest, code: str) -> HttpResponse:
    """What the draft changes, and its publication with a reason."""
    draft = known_draft(request, code)
    if drafts.faults_in(draft):
        return redirect(f"{draft.get_absolute_url()}?check=1")
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("seal", "") not in {"", seal_of(draft.text)}:
                refuse_unseen(draft)
            made = drafting.publish_draft(draft=draft, why=form.cleaned_data["why"], by=request.user)
            messages.success(request, _("第 %(number)d 版已发布，现在起按新版受理。") % {"number": made.version})
            return redirect("hall:item", code)
        except Refused as refusal:
            form.add_error(None, refusal.because)
    in_force = all_current(ITEM.code).get(code)
    lines = difference(in_force.text if in_force else "", draft.text)
    facts = {"form": form, "lines": lines, "seal": seal_of(draft.text)}
    return render(request, "hall/items/editor_publish.html", frame(draft) | facts)


def refuse_unseen(draft: ItemDraft) -> NoReturn:
    """A draft that a colleague saved since this page was shown."""
    words = _("%(who)s 刚改过这份草稿，请看过下面的差别再发布") % {"who": draft.saved_by.name}
    raise Refused("changed_meanwhile", words)


@requires(can_edit_items)
@show_or_act
def discard(request: PersonRequest, code: str) -> HttpResponse:
    """Give the draft up, after a question."""
    draft = known_draft(request, code)
    if request.method == "POST":
        drafting.discard_draft(draft=draft, by=request.user)
        messages.success(request, _("草稿已放弃"))
        return redirect("hall:editor_list")
    return render(request, "hall/items/editor_discard.html", frame(draft))


@requires(can_edit_items)
@require_safe
def draft_file(request: PersonRequest, code: str) -> HttpResponse:
    """The draft as a TOML file."""
    draft = known_draft(request, code)
    response = HttpResponse(draft.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(code)}.toml"
    return response


def known_draft(request: PersonRequest, code: str) -> ItemDraft:
    found = drafts.draft(request.user, code)
    if found is None:
        raise Http404(_("本机关没有这个事项的草稿"))
    return found


def frame(draft: ItemDraft) -> dict[str, Any]:
    """What the pages of one draft share."""
    title = str(texts.read(draft.text).unwrap().get("title") or draft.code)
    return {"draft": draft, "heading": _("编写“%(title)s”") % {"title": title}, "crumbs": crumbs_of(draft.code)}


def crumbs_of(code: str) -> Crumbs:
    return path_to((_("编写事项"), reverse("hall:editor_list")), (code, None))
