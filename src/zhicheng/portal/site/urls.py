from django.urls import path, register_converter

from zhicheng.base.ui.addresses import data_page
from zhicheng.portal.site import views, workbench


class DivisionConverter:
    """A six-digit division code (GB/T 2260)."""

    regex = "[1-9][0-9]{5}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DivisionConverter, "division")

# No app_name: the addresses of the site itself have plain names.
urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("workbench/", workbench.workbench, name="workbench"),
    *data_page("regions/", views.regions, "regions"),
    *data_page("regions/<division:code>/", views.region, "region"),
]
