"""Below `/strength/`, like the results that the evaluation leads to; the first words must not be codes of schemes."""

from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.rounds.views import city, national, objections, releases

app_name = "rounds"
urlpatterns = [
    *data_page("rounds/", national.rounds, "list"),
    path("rounds/new/", national.new, name="new"),
    path("rounds/<int:pk>/", national.one_round, name="round"),
    path("rounds/<int:pk>/steps/<slug:code>/", national.step, name="step"),
    *data_page("rounds/<int:pk>/checks/<slug:group>/", national.group, "group"),
    *data_page("rounds/<int:pk>/objections/", objections.objections, "objections"),
    *data_page("rounds/<int:pk>/own/", city.own, "own"),
    path("rounds/<int:pk>/own/<code:indicator>/<int:period>/", city.object_to, name="object"),
    path("rounds/objections/<int:pk>/", objections.objection, name="objection"),
    path("rounds/objections/<int:pk>/answer/", objections.answer, name="answer"),
    path("rounds/objections/<int:pk>/withdraw/", objections.withdraw, name="withdraw"),
    path("releases/<slug:scheme>/<int:year>/<int:run>.zip", releases.release, name="release"),
]
