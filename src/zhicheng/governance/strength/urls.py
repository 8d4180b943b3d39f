"""The main scheme's pages stand under the year, another scheme's under its code: `/strength/2010/`, `/strength/jiangsu/2010/`."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.strength.views import (
    compare,
    method,
    profile,
    ranking,
    reports,
    robustness,
    schemes,
    score,
    simulator,
)


class SchemeConverter(StringConverter):
    """The code of a scheme, as its definition has it."""

    regex = "[a-z][a-z0-9-]*"


register_converter(SchemeConverter, "scheme")


def year_page(rest: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """A page of a year with its twins, for the main scheme and for any other; the view gets `scheme` only for another."""
    return [
        *data_page(f"<int:year>/{rest}", view, name),
        *data_page(f"<scheme:scheme>/<int:year>/{rest}", view, name),
    ]


def year_file(rest: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """A file of a year, for the main scheme and for any other."""
    return [path(f"<int:year>/{rest}", view, name=name), path(f"<scheme:scheme>/<int:year>/{rest}", view, name=name)]


app_name = "strength"
urlpatterns = [
    path("", ranking.latest, name="latest"),
    path("evaluate/", method.evaluate, name="evaluate"),
    *data_page("schemes/", schemes.schemes, "schemes"),
    # Routes of other first words stand above this line: below, a first word is taken for the code of a scheme.
    path("<scheme:scheme>/", schemes.scheme, name="scheme"),
    *year_file("workbook.xlsx", reports.workbook, "workbook"),
    *year_file("<str:region>/report.docx", reports.report, "report"),
    *year_page("", ranking.ranking, "ranking"),
    *year_page("compare/", compare.compare, "compare"),
    *year_page("method/", method.method, "method"),
    *year_page("left-out/", ranking.left_out, "left_out"),
    *year_page("robustness/", robustness.robustness, "robustness"),
    *year_page("simulate/", simulator.simulate, "simulate"),
    *year_page("<str:region>/profile/", profile.profile, "profile"),
    *year_page("<str:region>/needs/", profile.what_it_takes, "needs"),
    *year_page("<str:region>/", score.score, "score"),
]
