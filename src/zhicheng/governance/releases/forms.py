from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form
from zhicheng.governance.releases.models import Release
from zhicheng.governance.releases.readiness import Year


class ReleaseForm(Form):
    """Which of the years that are ready is released, and why again."""

    year = forms.TypedChoiceField(label=gettext_lazy("年份"), coerce=int)
    why = forms.CharField(
        label=gettext_lazy("更正原因"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("这一年已有发布的，新的发布是对它的更正，须写明哪里有错、为什么。第一次发布的不填。"),
    )

    def __init__(self, *args: Any, years: Sequence[Year], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = {str(one.year): one for one in years}
        offered = cast("forms.TypedChoiceField", self.fields["year"])
        offered.choices = [(value, words_of(one)) for value, one in self.years.items() if one.is_ready]
        offered.error_messages["invalid_choice"] = self.why_not(str(self.data.get("year", "")))

    def why_not(self, asked: str) -> str:
        """What the year that somebody asks for lacks."""
        found = self.years.get(asked)
        return found.verdict.because if found else _("这一年还没有可以发布的内容")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "year" in found and self.corrects and not found.get("why", "").strip():
            self.add_error("why", _("%(year)d 年已有发布，更正须写明原因") % {"year": found["year"]})
        return found

    @property
    def corrects(self) -> Release | None:
        """The release that the new one takes the place of."""
        return self.years[str(self.cleaned_data["year"])].newest


def words_of(found: Year) -> str:
    """`2018 年（更正 2018-1）`."""
    if found.newest is None:
        return _("%(year)d 年") % {"year": found.year}
    return _("%(year)d 年（更正 %(number)s）") % {"year": found.year, "number": found.newest.number}
