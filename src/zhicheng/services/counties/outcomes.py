"""What an approved county pilot leads to: the county is cultivated."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.services.counties.actions import declare
from zhicheng.services.hall import leading
from zhicheng.services.hall.leading import Delivered, Outcome

if TYPE_CHECKING:
    from zhicheng.services.hall.models import Application


def start(application: "Application", *, level: str) -> Delivered:
    """Cultivate the county that applied, from the day of the decision."""
    decided = application.decided_at
    starts_on = timezone.localtime(decided).date() if decided else timezone.localdate()
    made = declare(
        county=application.region, level=level, starts_on=starts_on, by=None,
        document=application.number or "", synthetic=application.synthetic,
    )  # fmt: skip
    facts = {"county": made.county.name, "level": made.get_level_display()}
    return Delivered(_("%(county)s已列为强县工程%(level)s") % facts, made.get_absolute_url())


leading.register(Outcome("counties.start_cultivation", gettext_lazy("列入强县工程"), start))
