"""Reviewing, batches and publicity."""

from django.urls import URLPattern, path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.hall.views import calls, publicised, reviews

urlpatterns: list[URLPattern] = [
    *data_page("hall/reviews/", reviews.reviews, "reviews"),
    path("hall/reviews/<int:pk>/", reviews.review, name="review"),
    path("hall/reviews/<int:pk>/decline/", reviews.decline, name="decline"),
    path("hall/reviews/<int:pk>/papers/<int:paper_pk>/", reviews.paper, name="review_paper"),
    *data_page("hall/interests/", reviews.interests, "interests"),
    path("hall/interests/<int:pk>/end/", reviews.end_interest, name="end_interest"),
    path("hall/applications/<int:pk>/reviewers/", reviews.assign, name="assign"),
    *data_page("hall/calls/", calls.calls, "calls"),
    path("hall/calls/new/", calls.announce, name="announce"),
    *data_page("hall/calls/<int:pk>/", calls.call, "call"),
    path("hall/calls/<int:pk>/rank/", calls.rank, name="rank"),
    path("hall/calls/<int:pk>/close/", calls.close, name="close_call"),
    *data_page("hall/publicised/", publicised.publicised, "publicised"),
    path("hall/publicised/<int:pk>/object/", publicised.object_to, name="object"),
    *data_page("hall/objections/", publicised.objections, "objections"),
    path("hall/objections/<int:pk>/", publicised.answer, name="answer_objection"),
]
