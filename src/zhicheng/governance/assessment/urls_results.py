"""Addresses of results, agreement, the panel meeting, objections and papers: below `/assessment/`."""

from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.assessment.views import agreement, objections, results

urlpatterns = [
    path("published/", results.latest, name="latest"),
    path("<year4:year>/", results.year, name="year"),
    *data_page("rounds/<int:pk>/results/", results.results, "results"),
    *data_page("rounds/<int:pk>/results/<division:region>/", results.city, "city"),
    *data_page("rounds/<int:pk>/agreement/", agreement.agreement, "agreement"),
    *data_page("rounds/<int:pk>/objections/", objections.objections, "objections"),
    path("entries/<int:pk>/object/<code:criterion>/", objections.object_to, name="object"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("objections/<int:pk>/answer/", objections.answer, name="answer"),
    path("objections/<int:pk>/withdraw/", objections.withdraw, name="withdraw"),
]
