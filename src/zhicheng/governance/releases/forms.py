from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form
from zhicheng.governance.releases import queries
from zhicheng.governance.releases.models import Release

FIRST_YEAR = 2000


class ReleaseForm(Form):
    """Which year is released, and why again."""

    year = forms.IntegerField(
        label=gettext_lazy("年份"),
        min_value=FIRST_YEAR,
        help_text=gettext_lazy("这一年须已有正式发布的评价或考核结果。"),
    )
    why = forms.CharField(
        label=gettext_lazy("更正原因"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("这一年已有发布的，新的发布是对它的更正，须写明哪里有错、为什么。第一次发布的不填。"),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        year = found.get("year")
        if year is None:
            return found
        if year > timezone.localdate().year:
            self.add_error("year", _("这一年还没有到"))
        elif queries.newest_of(year) and not found.get("why", "").strip():
            self.add_error("why", _("%(year)d 年已有发布，更正须写明原因") % {"year": year})
        return found

    @property
    def corrects(self) -> Release | None:
        """The release that the new one takes the place of."""
        return queries.newest_of(self.cleaned_data["year"])
