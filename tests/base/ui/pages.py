"""A few pages of a site that fails in every way, for the tests of the shell."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from tests.base.ui.rendering import component
from zhicheng.base.ui.addresses import data_page
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.tables import Column, Table
from zhicheng.base.verdicts import Refused
from zhicheng.portal import urls as portal


class Numbers(Table):
    caption = "数字"
    columns = (Column("n", "数", numeric=True),)
    default_sort = "n"


def numbers(request: HttpRequest, year: int, as_format: str) -> HttpResponse:
    table = Numbers([{"n": year}, {"n": 1}], request.GET)
    if as_format != "html":
        return respond(table, as_format, "numbers")
    return HttpResponse(component("table", request, table=table))


def refuses(_request: HttpRequest, code: str) -> HttpResponse:
    raise Refused(code, "须先成为国家知识产权优势企业")


def breaks(_request: HttpRequest) -> HttpResponse:
    raise ValueError("secret of the inside")


def forbids(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def misses(_request: HttpRequest) -> HttpResponse:
    raise Http404("没有 2003 年的评价，最早是 2005 年")


def takes(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


urlpatterns = [
    *portal.urlpatterns,
    path("sample/", include((data_page("<int:year>/", numbers, "numbers"), "sample"))),
    path("refuses/<str:code>/", refuses),
    path("breaks/", breaks),
    path("forbids/", forbids),
    path("misses/", misses),
    path("takes/", takes),
]
handler400, handler403 = portal.handler400, portal.handler403
handler404, handler500 = portal.handler404, portal.handler500
