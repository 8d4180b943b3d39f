from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.patentinfo.views import advanced, applicants, loads, lookup, patent, search


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
    *data_page("loads/", loads.loads, "loads"),
    path("loads/new/", loads.upload, name="load_new"),
    *data_page("loads/versions/", loads.versions, "versions"),
    path("loads/versions/<int:number>/back/", loads.roll_back, name="roll_back"),
    path("loads/<int:pk>/", loads.load, name="load"),
    path("loads/<int:pk>/state/", loads.load_state, name="load_state"),
    *data_page("loads/<int:pk>/rejects/", loads.rejects, "load_rejects"),
    path("loads/<int:pk>/discard/", loads.discard, name="load_discard"),
    path("loads/<int:pk>/resume/", loads.resume, name="load_resume"),
    path("loads/<int:pk>/give-up/", loads.give_up, name="load_give_up"),
    *data_page("applicants/", applicants.applicants, "applicants"),
    *data_page("applicants/judged/", applicants.judged, "applicants_judged"),
    path("applicants/judged/<int:pk>/withdraw/", applicants.withdraw, name="applicant_withdraw"),
    path("applicants/claim/", applicants.claim_name, name="claim_name"),
    path("applicants/claims/<int:pk>/", applicants.claim, name="applicant_claim"),
    path("applicants/<int:pk>/", applicants.pair, name="applicant_pair"),
    path("", include("zhicheng.services.patentinfo.own_urls")),
    *data_page("<publication:publication>/", patent.patent, "patent"),
]
