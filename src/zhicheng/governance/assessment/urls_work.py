"""Addresses of the working part: rounds, cities' parts, panels, sheets, ties, incidents: below `/assessment/`."""

from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.assessment.views import entries, incidents, panels, rounds

urlpatterns = [
    *data_page("", rounds.rounds, "list"),
    path("new/", rounds.new, name="new"),
    path("schemes/<slug:code>/", rounds.scheme, name="scheme"),
    path("rounds/<int:pk>/", rounds.one_round, name="round"),
    path("rounds/<int:pk>/steps/<slug:code>/", rounds.step, name="step"),
    *data_page("rounds/<int:pk>/panels/", rounds.panels, "panels"),
    path("rounds/<int:pk>/fill/", rounds.fill, name="fill"),
    *data_page("rounds/<int:pk>/arbitration/", rounds.arbitration, "arbitration"),
    path("entries/<int:pk>/", entries.entry, name="entry"),
    path("entries/<int:pk>/self/<code:criterion>/", entries.self_assess, name="self"),
    path("entries/<int:pk>/check/", entries.check, name="check"),
    path("entries/<int:pk>/review/", entries.review, name="review"),
    path("entries/<int:pk>/opinion/", entries.opinion, name="opinion"),
    path("entries/<int:pk>/remove/", entries.remove, name="remove"),
    path("entries/<int:pk>/papers/<int:citation>/", entries.paper, name="paper"),
    path("entries/<int:pk>/arbitrate/<code:criterion>/", rounds.arbitrate, name="arbitrate"),
    *data_page("sheets/", panels.sheets, "sheets"),
    path("sheets/<int:pk>/", panels.score, name="score"),
    path("sheets/<int:pk>/decline/", panels.decline, name="decline"),
    *data_page("connections/", panels.connections, "connections"),
    *data_page("incidents/", incidents.incidents, "incidents"),
    path("incidents/new/", incidents.new, name="new_incident"),
    path("incidents/<int:pk>/withdraw/", incidents.withdraw, name="withdraw_incident"),
]
