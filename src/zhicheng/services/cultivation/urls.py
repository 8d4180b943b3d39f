"""Addresses of titles, cities' stages and score sheets."""

from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.cultivation.listing import IMPORT
from zhicheng.services.cultivation.views import cities, scores, titles

app_name = "cultivation"
urlpatterns = [
    *data_page("", titles.register, "list"),
    path("new/", titles.new, name="new"),
    *IMPORT.urls("import/"),
    path("programmes/", titles.programmes, name="programmes"),
    path("programmes/<slug:code>/", titles.programme, name="programme"),
    path("verify/", titles.verify, name="verify"),
    path("verify/<slug:code>/", titles.verified, name="verified"),
    *data_page("cities/", cities.cities, "cities"),
    path("cities/start/", cities.start, name="city-start"),
    path("cities/enter/", cities.enter, name="city-enter"),
    path("cities/<division:code>/", cities.city, name="city"),
    path("cities/<division:code>/<slug:verb>/", cities.act, name="city-act"),
    *data_page("score/<int:party>/", scores.sheet, "score"),
    path("score/<int:party>/<slug:line>/", scores.line, name="score-line"),
    path("<int:pk>/", titles.title, name="title"),
    path("<int:pk>/<slug:verb>/", titles.act, name="act"),
]
