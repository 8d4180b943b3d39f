from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.releases import views

app_name = "releases"
urlpatterns = [
    *data_page("", views.releases, "list"),
    path("new/", views.new, name="new"),
    path("key/", views.key, name="key"),
    path("public-key.pem", views.key_file, name="key_file"),
    path("<slug:number>.zip", views.file, name="file"),
    *data_page("<slug:number>/", views.release, "release"),
    *data_page("<slug:number>/differences/", views.differences, "differences"),
    path("<slug:number>/files/<path:name>", views.content, name="content"),
    *data_page("<slug:number>/walk/<slug:part>/", views.walk, "part"),
    *data_page("<slug:number>/walk/<slug:part>/<path:rest>/", views.walk, "walk"),
]
