"""Papers to hand on: one on a city, one on all."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.agreement import agreement_of
from zhicheng.governance.assessment.queries import city_results
from zhicheng.governance.assessment.report_word import CityReport, Overview, city_word, overview_word
from zhicheng.governance.assessment.rules import reading
from zhicheng.governance.assessment.views.results import rows_of
from zhicheng.governance.assessment.views.shown import shown_round

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def report(request: HttpRequest, pk: int, region: str) -> HttpResponse:
    """A city's paper."""
    page = shown_round(request, pk, may=lambda user, round_: reading.can_read_result(user, round_, region))
    entry = city_results.entry_at(pk, region)
    rows, beside = rows_of(page)
    own = next((one for one in rows if one.code == region), None)
    if entry is None or own is None:
        raise Http404(_("这一轮考核里没有这座城市的结果"))
    with_material = bool(reading.can_read_material(page.reader, region))
    content = city_word(
        CityReport(
            round=page.round,
            scheme=page.scheme,
            kicker=page.kicker,
            entry=entry,
            own=own,
            criteria=city_results.criteria_of(entry, page.scheme, own.points),
            incidents=city_results.incidents_of(entry),
            objections=city_results.objections_of_city(entry) if with_material else [],
            beside=beside,
            with_material=with_material,
        )
    )
    return download(content, _("%(city)s年度考核报告-%(year)d") % {"city": own.name, "year": page.round.year})


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper on all cities that the reader may see."""
    page = shown_round(request, pk, may=reading.can_read_results)
    rows, beside = rows_of(page)
    may_read_agreement = bool(reading.can_read_agreement(page.reader, page.round))
    content = overview_word(
        Overview(
            round=page.round,
            scheme=page.scheme,
            kicker=page.kicker,
            rows=rows,
            beside=beside,
            agreement=agreement_of(queries.material_of(page.round)) if may_read_agreement else None,
            objections=queries.count_objections(page.round),
        )
    )
    return download(content, _("年度考核总体报告-%(year)d") % {"year": page.round.year})


def download(content: bytes, name: str) -> HttpResponse:
    """A Word file to keep."""
    answer = HttpResponse(content, content_type=DOCX_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name + '.docx')}"
    return answer
