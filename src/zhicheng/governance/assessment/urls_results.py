"""Addresses of results, agreement, the panel meeting, objections and papers: below `/assessment/`."""

from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.assessment.views import agreement, meeting, objections, reports, results

urlpatterns = [
    path("published/", results.latest, name="latest"),
    *data_page("<int:year>/", results.year, "year"),
    *data_page("rounds/<int:pk>/results/", results.results, "results"),
    *data_page("rounds/<int:pk>/results/<division:region>/", results.city, "city"),
    *data_page("rounds/<int:pk>/agreement/", agreement.agreement, "agreement"),
    path("rounds/<int:pk>/meeting/", meeting.meeting, name="meeting"),
    path("rounds/<int:pk>/meeting/<division:region>/", meeting.meeting_city, name="meeting_city"),
    path("rounds/<int:pk>/results/report.docx", reports.overview, name="overview"),
    path("rounds/<int:pk>/results/<division:region>/report.docx", reports.report, name="report"),
    *data_page("rounds/<int:pk>/objections/", objections.objections, "objections"),
    path("entries/<int:pk>/object/<slug:criterion>/", objections.object_to, name="object"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("objections/<int:pk>/answer/", objections.answer, name="answer"),
    path("objections/<int:pk>/withdraw/", objections.withdraw, name="withdraw"),
]
