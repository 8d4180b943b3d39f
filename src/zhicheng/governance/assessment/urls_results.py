"""Addresses of results, agreement, the panel meeting, objections and papers: below `/assessment/`."""

from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.assessment.views import agreement, results

urlpatterns = [
    path("published/", results.latest, name="latest"),
    path("<year4:year>/", results.year, name="year"),
    *data_page("rounds/<int:pk>/results/", results.results, "results"),
    *data_page("rounds/<int:pk>/results/<division:region>/", results.city, "city"),
    *data_page("rounds/<int:pk>/agreement/", agreement.agreement, "agreement"),
]
