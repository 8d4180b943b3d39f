from django.urls import URLPattern, path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.hall.views import matching

urlpatterns: list[URLPattern] = [
    path("hall/check/", matching.check, name="check"),
    *data_page("hall/matches/", matching.matches, "matches"),
    *data_page("hall/matches/<slug:code>/", matching.match_item, "match_item"),
    path("hall/matches/<slug:code>/confirm/", matching.confirm, name="confirm"),
]
