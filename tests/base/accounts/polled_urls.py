"""The project's addresses and one that a script polls."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from zhicheng.base.accounts.access import polled, signed_in


@polled
@signed_in
def progress(request: HttpRequest) -> HttpResponse:
    return HttpResponse("41 / 60")


urlpatterns = [path("polled/", progress, name="polled"), path("", include("zhicheng.portal.urls"))]
