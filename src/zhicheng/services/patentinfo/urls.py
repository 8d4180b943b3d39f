from django.urls import path, register_converter
from django.urls.converters import StringConverter

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.patentinfo.views import advanced, lookup, patent, search


class PublicationConverter(StringConverter):
    """A publication number in compact form, or a source's own identifier (`patstat:12345`)."""

    regex = "[A-Za-z]{2}[A-Za-z0-9]{2,30}|[a-z_]{2,20}:[A-Za-z0-9._-]{1,40}"


register_converter(PublicationConverter, "publication")

app_name = "patentinfo"
urlpatterns = [
    *data_page("", search.search, "search"),
    path("advanced/", advanced.advanced, name="advanced"),
    path("syntax/", advanced.syntax, name="syntax"),
    *data_page("chosen/", search.chosen, "chosen"),
    path("lookup/", lookup.lookup, name="lookup"),
    *data_page("<publication:publication>/", patent.patent, "patent"),
]
