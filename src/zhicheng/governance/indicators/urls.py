from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.indicators import import_views, pivot_views, records_views, report_views, views


class YearConverter(IntConverter):
    """A year of four digits."""

    regex = "[12][0-9]{3}"


class CodeConverter(StringConverter):
    """A code of an indicator or a layout."""

    regex = "[a-z][a-z0-9_]*"


register_converter(YearConverter, "year4")
register_converter(CodeConverter, "code")

REPORT = "figures/reports/<code:code>/<division:region>/<year4:period>/"
app_name = "indicators"
urlpatterns = [
    *data_page("figures/", views.catalogue, "catalogue"),
    path("figures/import/", import_views.upload, name="import"),
    path("figures/import/<int:pk>/columns/", import_views.columns, name="columns"),
    path("figures/import/<int:pk>/", import_views.preview_page, name="preview"),
    path("figures/import/<int:pk>/done/", import_views.done, name="done"),
    path("figures/import/<int:pk>/discard/", import_views.discard, name="discard"),
    *data_page("figures/checks/", import_views.checks, "checks"),
    path("figures/checks/run/", import_views.run_checks, name="run_checks"),
    *data_page("figures/pivot/", pivot_views.pivot, "pivot"),
    *data_page("figures/changes/", pivot_views.changes, "changes"),
    *data_page("figures/reports/", report_views.reports, "reports"),
    path(f"{REPORT}", report_views.report, name="report"),
    path(f"{REPORT}fill/", report_views.fill, name="report_fill"),
    path(f"{REPORT}submit/", report_views.submit, name="report_submit"),
    path(f"{REPORT}approve/", report_views.approve, name="report_approve"),
    path(f"{REPORT}return/", report_views.send_back, name="report_return"),
    path("figures/sources/<int:pk>/restore/", import_views.restore, name="restore"),
    *data_page("figures/sources/<int:pk>/", views.source, "source"),
    *data_page("figures/datasets/<code:code>/", views.dataset, "dataset"),
    *data_page("figures/<code:code>/", views.indicator, "indicator"),
    *data_page("figures/<code:code>/<division:region>/<year4:period>/", views.figure, "figure"),
    *data_page("figures/<code:code>/<division:region>/<year4:period>/records/", records_views.records, "records"),
]
