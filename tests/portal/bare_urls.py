"""One address that answers without data."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("answered")


urlpatterns = [path("", answer)]
