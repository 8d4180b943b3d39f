"""The office's side of the hall."""

from django.urls import URLPattern, path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.hall.office_acts import BY_CODE
from zhicheng.services.hall.views import delegations, desk, office_acts, paper, statistics

ADDRESSES = {
    "refuse_acceptance": "refuse",
    "send_back": "send-back",
    "hand_over": "hand-over",
    "revoke_letter": "revoke-letter",
}

urlpatterns: list[URLPattern] = [
    *data_page("hall/desk/", desk.desk, "desk"),
    path("hall/desk/hand-over/", desk.hand_over_many, name="hand_over_many"),
    *(
        path(f"hall/applications/<int:pk>/{ADDRESSES.get(code, code)}/", office_acts.act, {"code": code}, name=code)
        for code in BY_CODE
    ),
    path("hall/delegations/", delegations.delegations, name="delegations"),
    path("hall/delegations/<int:pk>/end/", delegations.end_delegation, name="end_delegation"),
    *data_page("hall/statistics/", statistics.statistics, "statistics"),
    *data_page("hall/ratings/", statistics.ratings, "ratings"),
    path("hall/ratings/<int:pk>/reply/", statistics.reply, name="reply"),
    path("hall/paper/", paper.start, name="paper"),
    path("hall/paper/<slug:code>/", paper.fill_in, name="paper_form"),
    path("hall/paper/<slug:code>/empty.csv", paper.empty, name="paper_empty"),
    *paper.PAPERS.urls("hall/import/"),
]
