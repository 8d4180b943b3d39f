from django.urls import path

from zhicheng.base.definitions import views
from zhicheng.base.ui.addresses import data_page

app_name = "definitions"
urlpatterns = [
    *data_page("", views.catalogue, "list"),
    path("new/<slug:kind>/", views.new, name="new"),
    path("<slug:kind>/<slug:code>/", views.detail, name="detail"),
    path("<slug:kind>/<slug:code>.toml", views.file, name="file"),
    path("<slug:kind>/<slug:code>/edit/", views.edit, name="edit"),
    path("<slug:kind>/<slug:code>/<int:number>/", views.version, name="version"),
    path("<slug:kind>/<slug:code>/<int:number>.toml", views.version_file, name="version_file"),
    path("<slug:kind>/<slug:code>/<int:before>/<int:after>/", views.changes, name="changes"),
]
