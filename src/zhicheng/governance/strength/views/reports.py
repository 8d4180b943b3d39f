"""Files to hand on: a city's report in Word, and everything of a year in one workbook."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhicheng.base.ui.exports import XLSX_TYPE
from zhicheng.governance.strength import queries
from zhicheng.governance.strength.report import gather
from zhicheng.governance.strength.report_word import word
from zhicheng.governance.strength.views.pages import published
from zhicheng.governance.strength.year_book import year_book

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report(_request: HttpRequest, year: int, region: str, scheme: str = "") -> HttpResponse:
    """A city's report; 404 when it has no place in the year."""
    page = published(year, scheme)
    scores = queries.sheet(page.evaluation)
    if region not in scores.cities:
        raise Http404(_("%(year)d 年的评价里没有这座城市，或它未入评") % {"year": year})
    found = gather(region, scores, page.evaluations, page.names, page.kicker)
    name = _("%(city)s专利实力评价报告-%(year)d") % {"city": found.city.name, "year": year}
    return download(word(found), f"{name}.docx", DOCX_TYPE)


def workbook(_request: HttpRequest, year: int, scheme: str = "") -> HttpResponse:
    """Everything of a year: ranking, scores, figures, weights, intervals, steps."""
    page = published(year, scheme)
    book = year_book(page.evaluation, page.evaluations, page.names, page.kicker)
    return download(book, _("专利实力评价全表-%(year)d") % {"year": year} + ".xlsx", XLSX_TYPE)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
