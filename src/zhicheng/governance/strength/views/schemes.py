"""The schemes by which patent strength is evaluated: what each is, and how much of it can be computed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect


def schemes(request: HttpRequest, as_format: str) -> HttpResponse:
    raise Http404


def scheme(request: HttpRequest, scheme: str) -> HttpResponse:
    return redirect("strength:latest")
