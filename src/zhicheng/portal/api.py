"""The API's root: every app's router, problem details for every fault (RFC 9457), and a page that describes it.

Reading needs no key; what pages show strangers, the API gives them.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from zhicheng.engine.patents.query import QueryRefused
from zhicheng.engine.patents.search import IndexRefused, SearchRefused
from zhicheng.services.patentinfo.api import router as patents

PROBLEM = "application/problem+json"
api = NinjaAPI(
    title="知城开放接口",
    version="1.0.0",
    description="专利检索等公开数据。数据与网页相同，无需登录。",
    docs_url=None,
    urls_namespace="api",
    openapi_url="openapi.json",
)
api.add_router("/patents", patents)


def problem(request: HttpRequest, status: int, title: str, detail: str, **more: object) -> HttpResponse:
    """A fault as RFC 9457 describes it."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    answer = api.create_response(request, content, status=status)
    answer["Content-Type"] = PROBLEM
    return answer


@api.exception_handler(QueryRefused)
def query_refused(request: HttpRequest, fault: QueryRefused) -> HttpResponse:
    return problem(request, 400, _("检索式不能识别"), str(fault), position=fault.position)


@api.exception_handler(SearchRefused)
def search_refused(request: HttpRequest, fault: SearchRefused) -> HttpResponse:
    return problem(request, 400, _("超出范围"), str(fault))


@api.exception_handler(IndexRefused)
def index_refused(request: HttpRequest, fault: IndexRefused) -> HttpResponse:
    return problem(request, 503, _("暂时不能检索"), str(fault))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = [{"where": ".".join(str(step) for step in one["loc"][1:]), "fault": one["msg"]} for one in fault.errors]
    return problem(request, 422, _("参数有误"), _("请按接口说明改正参数"), errors=errors)


@api.exception_handler(Http404)
def missing(request: HttpRequest, fault: Http404) -> HttpResponse:
    return problem(request, 404, _("没有找到"), str(fault) or _("没有这个地址"))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problem(request, fault.status_code, _("不能处理"), fault.message)


def about(request: HttpRequest) -> HttpResponse:
    """What the API offers, from its own description."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/")
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "words": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    facts = {
        "info": schema["info"],
        "operations": operations,
        "crumbs": [(_("首页"), reverse("home")), (_("开放接口"), None)],
    }
    return render(request, "site/api.html", facts)
