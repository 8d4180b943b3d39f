"""What people hand in to keep searches and patents."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.services.patentinfo.models import Cadence, Collection, SavedSearch
from zhicheng.services.patentinfo.queries.collections import visible_to

FIRST_YEAR = 1985
"""China has had patents since then."""


class SaveForm(Form):
    """Name and cadence of a search. The name is the person's own and used once."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    cadence = forms.ChoiceField(
        label=gettext_lazy("有新命中时提醒"),
        choices=Cadence,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("在站内消息中提醒；账户填了邮箱并且本站开通邮件时同时发邮件。"),
    )

    def __init__(self, *args: Any, owner: User, search: SavedSearch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.search = owner, search

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = SavedSearch.objects.filter(owner=self.owner, name=name)
        if (others.exclude(pk=self.search.pk) if self.search else others).exists():
            raise forms.ValidationError(_("您已有同名的检索，请换一个名称"))
        return name


class CollectionForm(Form):
    """A collection's name, and whether the person's organisation sees it."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=400, required=False)
    shared = forms.BooleanField(
        label=gettext_lazy("与本单位的其他用户共享"),
        required=False,
        help_text=gettext_lazy("共享后，本单位的用户都可以查看、加入和移出专利；改名和删除只有创建人可以办。"),
    )

    def __init__(self, *args: Any, owner: User, collection: Collection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.collection = owner, collection
        if owner.party_id is None:
            del self.fields["shared"]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Collection.objects.filter(owner=self.owner, name=name)
        if (others.exclude(pk=self.collection.pk) if self.collection else others).exists():
            raise forms.ValidationError(_("您已有同名的专利夹，请换一个名称"))
        return name


class KeepForm(Form):
    """Where chosen patents go: a collection that there is, or a new one."""

    collection = forms.ModelChoiceField(
        label=gettext_lazy("专利夹"),
        queryset=Collection.objects.none(),
        required=False,
        empty_label=gettext_lazy("新建专利夹"),
    )
    name = forms.CharField(label=gettext_lazy("新专利夹的名称"), max_length=80, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = cast("forms.ModelChoiceField[Collection]", self.fields["collection"])
        field.queryset = visible_to(user)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name = " ".join(str(data.get("name") or "").split())
        if not data.get("collection") and not self.errors:
            self._check(name)
        return data | {"name": name}

    def _check(self, name: str) -> None:
        if not name:
            self.add_error("name", _("请选择专利夹，或填写新专利夹的名称"))
        elif Collection.objects.filter(owner=self.user, name=name).exists():
            self.add_error("name", _("您已有同名的专利夹，请在上面选择，或换一个名称"))


class NoteForm(Form):
    """What somebody notes about a kept patent."""

    note = forms.CharField(
        label=gettext_lazy("备注"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PaidForm(Form):
    """The day on which a fee was paid."""

    paid_on = day_field(gettext_lazy("缴费日"), "")

    def clean_paid_on(self) -> date:
        day: date = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("缴费日不能晚于今天"))
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(_("缴费日不能早于 %(year)d 年") % {"year": FIRST_YEAR})
        return day
