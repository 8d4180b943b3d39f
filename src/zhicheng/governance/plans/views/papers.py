"""Papers of a region's year to hand on: the monthly bulletin, the report of a half year."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.governance.plans import rules
from zhicheng.governance.plans.bulletin import HALF_YEARS, Period, half_year, month, told
from zhicheng.governance.plans.bulletin import bulletin as written_bulletin
from zhicheng.governance.plans.bulletin import report as written_report
from zhicheng.governance.plans.views.pages import known_adoption

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MONTHS = range(1, 13)


@require_safe
@requires(rules.can_follow)
def bulletin(request: PersonRequest, year: int, region: str, number: int) -> HttpResponse:
    """工作通报 of a month."""
    found = known_adoption(request, year, region)
    if number not in MONTHS:
        raise Http404(_("月份应在 1 到 12 之间"))
    period = begun(month(year, number))
    return paper(
        written_bulletin(told(found, period)), _("%(plan)s-通报-%(period)s") % {"plan": found, "period": period.title}
    )


@require_safe
@requires(rules.can_follow)
def report(request: PersonRequest, year: int, region: str, number: int) -> HttpResponse:
    """工作报告 of the first half, or of the year."""
    found = known_adoption(request, year, region)
    if number not in HALF_YEARS:
        raise Http404(_("只有上半年（1）和全年（2）的报告"))
    period = begun(half_year(year, number))
    return paper(
        written_report(told(found, period)), _("%(plan)s-报告-%(period)s") % {"plan": found, "period": period.title}
    )


def begun(period: Period) -> Period:
    """A period that lies ahead has nothing to tell."""
    if period.looked_at < period.first:
        raise Http404(_("%(period)s还没有开始") % {"period": period.title})
    return period


def paper(content: bytes, name: str) -> HttpResponse:
    """A Word file to keep."""
    answer = HttpResponse(content, content_type=DOCX_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.docx"
    return answer
