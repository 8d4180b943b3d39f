"""Addresses of what people keep for themselves: searches, collections, the fees of their patents."""

from django.urls import URLPattern, path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.patentinfo.views import annuities, collections, saved

urlpatterns: list[URLPattern] = [
    *data_page("saved/", saved.saved, "saved"),
    path("saved/new/", saved.save, name="save"),
    path("saved/<uuid:token>.atom", saved.feed, name="feed"),
    path("saved/<int:pk>/", saved.findings, name="findings"),
    path("saved/<int:pk>/change/", saved.change, name="saved_change"),
    path("saved/<int:pk>/remove/", saved.remove, name="saved_remove"),
    path("saved/<int:pk>/renew/", saved.renew, name="saved_renew"),
    *data_page("collections/", collections.collections, "collections"),
    path("collections/new/", collections.create, name="collection_new"),
    path("collections/keep/", collections.keep, name="keep"),
    *data_page("collections/<int:pk>/", collections.collection, "collection"),
    path("collections/<int:pk>/change/", collections.change, name="collection_change"),
    path("collections/<int:pk>/remove/", collections.remove, name="collection_remove"),
    path("collections/<int:pk>/<publication:publication>/", collections.kept, name="kept"),
    path("collections/<int:pk>/<publication:publication>/out/", collections.take_out, name="take_out"),
    *data_page("annuities/", annuities.annuities, "annuities"),
    path("annuities/calendar.ics", annuities.download, name="annuity_download"),
    path("annuities/feed/", annuities.renew_feed, name="annuity_feed_renew"),
    path("annuities/<uuid:token>.ics", annuities.feed, name="annuity_feed"),
    path("annuities/<publication:publication>/<int:year>/", annuities.annuity, name="annuity"),
    path("annuities/<publication:publication>/<int:year>/drop/", annuities.drop, name="annuity_drop"),
    path("annuities/<publication:publication>/<int:year>/undo/", annuities.undo, name="annuity_undo"),
]
