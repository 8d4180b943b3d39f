from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.portal.site import views, workbench

# No app_name: the addresses of the site itself have plain names.
urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("workbench/", workbench.workbench, name="workbench"),
    *data_page("regions/", views.regions, "regions"),
    *data_page("regions/<division:code>/", views.region, "region"),
]
