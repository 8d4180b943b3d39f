"""Figures are public; officers bring them in; the national office puts versions back."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.governance.indicators import samples
from tests.people import person
from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.counties.samples import reported
from zhicheng.base.accounts.models import Role
from zhicheng.governance.indicators import actions
from zhicheng.governance.indicators.rules import IMPORTERS, REPORTERS


def fruit(_place: Place) -> dict[str, Any]:
    samples.orchard()
    return {"code": "apples"}


def dataset(place: Place) -> dict[str, Any]:
    fruit(place)
    return {"code": "fruit"}


def figure(place: Place) -> dict[str, Any]:
    return {**fruit(place), "region": "440300", "period": 2010}


def counted(place: Place) -> dict[str, Any]:
    """A figure counted from the quarterly returns of counties, which only officers may see one by one."""
    head = samples.APPLES.split("[statistic]", maxsplit=1)[0]
    samples.define("indicator", "enforced", head + '[from]\nrecords = "county_returns"\n')
    reported(place.region)
    return {"code": "enforced", "region": place.region, "period": 2018}


def source(place: Place) -> dict[str, Any]:
    fruit(place)
    return {"pk": samples.bring_in(*samples.ROWS).pk}


def superseded(place: Place) -> dict[str, Any]:
    first = source(place)
    samples.bring_in(*samples.ROWS[:1])
    return first


def anothers_draft(place: Place) -> dict[str, Any]:
    """A file that a colleague of the national office is bringing in: it exists for nobody else."""
    fruit(place)
    upload = SimpleUploadedFile("fruit.csv", samples.csv(*samples.ROWS))
    return {"pk": actions.open_draft(upload=upload, layout="fruit", by=person("同事", Role.NATIONAL, None)).pk}


def no_report(place: Place) -> dict[str, Any]:
    """An indicator that is not reported: officers come as far as not finding it; who may do what with a report is in test_reporting."""
    return {**fruit(place), "region": place.region, "period": 2018}


MATRIX = Matrix(
    *page_and_twins("indicators:catalogue", allowed=PUBLIC),
    *page_and_twins("indicators:checks", allowed=PUBLIC),
    *page_and_twins("indicators:indicator", fruit, allowed=PUBLIC),
    *page_and_twins("indicators:figure", figure, allowed=PUBLIC),
    *page_and_twins("indicators:records", counted, allowed=PUBLIC),
    *page_and_twins("indicators:dataset", dataset, allowed=PUBLIC),
    *page_and_twins("indicators:source", source, allowed=PUBLIC),
    *page_and_twins("indicators:pivot", allowed=PUBLIC),
    *page_and_twins("indicators:changes", allowed=PUBLIC),
    *page_and_twins("indicators:reports", allowed=REPORTERS),
    *(
        Route(f"indicators:report{name}", no_report, method=method, allowed=REPORTERS, answer=404)
        for name, method in (
            ("", "GET"),
            ("_fill", "GET"),
            ("_submit", "POST"),
            ("_approve", "POST"),
            ("_return", "POST"),
        )
    ),
    Route("indicators:import", allowed=IMPORTERS),
    Route("indicators:columns", anothers_draft, allowed=IMPORTERS, answer=404),
    Route("indicators:preview", anothers_draft, allowed=IMPORTERS, answer=404),
    Route("indicators:done", anothers_draft, allowed=IMPORTERS, answer=404),
    Route("indicators:discard", anothers_draft, method="POST", allowed=IMPORTERS, answer=404),
    Route("indicators:run_checks", method="POST", allowed=IMPORTERS, answer=302),
    Route("indicators:restore", superseded, allowed={Role.NATIONAL}),
    Route(
        "indicators:restore", superseded, method="POST", data={"why": "新表有误"}, allowed={Role.NATIONAL}, answer=302
    ),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
