"""What is entered about contacts and custody."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import RowRefused
from zhicheng.base.parties.holders import CODE, NAME, Holders
from zhicheng.base.parties.models import Kind as PartyKind
from zhicheng.base.parties.models import Party
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.services.contacts import queries, rules
from zhicheng.services.contacts.actions import ContactFacts
from zhicheng.services.contacts.models import Kind, Topic


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ContactForm(Form):
    """Recording a contact; whom and by whom, the two kinds of people who record say in their own ways."""

    field_order = ("party", "is_base", "day", "kind", "topic", "agency", "text", "follow_up", "due_on")
    is_base = forms.BooleanField(
        label=gettext_lazy("双创基地、众创空间"),
        required=False,
        help_text=gettext_lazy("服务对象是双创基地或众创空间的，请勾选"),
    )
    day = day_field(gettext_lazy("日期"))
    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=Kind)
    topic = forms.ChoiceField(label=gettext_lazy("内容"), choices=Topic)
    text = forms.CharField(label=gettext_lazy("情况"), max_length=1000, widget=area(4))
    follow_up = forms.CharField(
        label=gettext_lazy("后续事项"),
        max_length=500,
        required=False,
        widget=area(2),
        help_text=gettext_lazy("答应了什么；没有可以不填"),
    )
    due_on = day_field(gettext_lazy("后续期限"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        due_on, day = data.get("due_on"), data.get("day")
        if due_on and not data.get("follow_up"):
            self.add_error("follow_up", _("填写了后续期限，请写明后续事项"))
        if due_on and day and due_on < day:
            self.add_error("due_on", _("后续期限早于服务日期"))
        if day and data.get("party"):
            self._check_rule(data["party"], data)
        return data

    def _check_rule(self, party: Party, data: dict[str, Any]) -> None:
        """The rule's refusal stands at the field that it is about."""
        agency = self.server(data)
        entrusted = queries.is_entrusted(party, agency)
        verdict = rules.can_record(self.by, party, agency, data["day"], is_entrusted=entrusted)
        if not verdict:
            self.add_error("day" if verdict.code == "in_future" else "party", verdict.because)

    def server(self, data: dict[str, Any]) -> Party | None:
        """The agency that served, None when the office did."""
        raise NotImplementedError

    @property
    def facts(self) -> ContactFacts:
        """What a valid form says."""
        return ContactFacts(**{**self.cleaned_data, "agency": self.server(self.cleaned_data)})


class OfficeContactForm(ContactForm):
    """An officer writes whom the office or an agency served."""

    party = forms.CharField(
        label=gettext_lazy("服务对象"), max_length=120, help_text=gettext_lazy("单位全称或统一社会信用代码")
    )
    agency = forms.CharField(
        label=gettext_lazy("服务机构"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("由服务机构服务的，填写机构全称或统一社会信用代码；本部门服务的不填"),
    )

    def clean_party(self) -> Party:
        text = self.cleaned_data["party"].strip()
        record = {CODE: text if text.isascii() else "", NAME: text}
        try:
            return Holders(self.by, [record]).of(record)
        except RowRefused as refused:
            raise forms.ValidationError(refused.message) from None

    def clean_agency(self) -> Party | None:
        text = self.cleaned_data["agency"].strip()
        return only_one(text, [PartyKind.AGENCY], _("没有登记这家服务机构")) if text else None

    def server(self, data: dict[str, Any]) -> Party | None:
        agency: Party | None = data.get("agency")
        return agency


class AgencyContactForm(ContactForm):
    """An agency chooses among those who have entrusted it."""

    party = forms.ChoiceField(
        label=gettext_lazy("服务对象"), help_text=gettext_lazy("已委托本机构托管的单位；没有的，请先提出托管")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.entrusted = {str(one.pk): one for one in queries.entrusted_to(by.party_id)}
        names = [(pk, one.name) for pk, one in self.entrusted.items()]
        cast("forms.ChoiceField", self.fields["party"]).choices = [("", gettext_lazy("请选择")), *names]

    def clean_party(self) -> Party:
        return self.entrusted[self.cleaned_data["party"]]

    def server(self, data: dict[str, Any]) -> Party | None:
        del data
        return self.by.party


def contact_form(by: User, *args: Any, **kwargs: Any) -> ContactForm:
    """The form for who records."""
    kind = OfficeContactForm if by.is_officer else AgencyContactForm
    return kind(*args, by=by, **kwargs)


class DoneForm(Form):
    done_on = day_field(gettext_lazy("完成日期"))


class ProposeForm(Form):
    """An agency offers custody to an organisation."""

    party = forms.CharField(
        label=gettext_lazy("单位"), max_length=120, help_text=gettext_lazy("单位全称或统一社会信用代码")
    )
    scope = forms.CharField(
        label=gettext_lazy("托管事项"),
        max_length=500,
        widget=area(3),
        help_text=gettext_lazy("例如：专利年费监控、专利申请和维护、商标管理"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_party(self) -> Party:
        found = only_one(self.cleaned_data["party"].strip(), PartyKind.values, _("没有登记这家单位"))
        verdict = rules.can_propose(self.by, found, self.by.party or found)
        if not verdict:
            raise forms.ValidationError(verdict.because)
        return found


class ReasonForm(Form):
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("对方会看到"))


def only_one(text: str, kinds: list[str], unknown: str) -> Party:
    """The organisation of a full name or code; raises `ValidationError` where none or several have it."""
    found = queries.named(text, kinds)
    if not found:
        raise forms.ValidationError(unknown)
    if len(found) > 1:
        raise forms.ValidationError(_("有多家同名单位，请填写统一社会信用代码"))
    return found[0]
