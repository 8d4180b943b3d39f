"""Addresses of applicants, and of people who follow a case or verify a letter."""

from django.urls import URLPattern, path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.hall.views import applying, beginning, case_applicant, tracking

urlpatterns: list[URLPattern] = [
    path("hall/items/<slug:code>/apply/", beginning.apply, name="apply"),
    *data_page("hall/applications/", case_applicant.mine, "mine"),
    path("hall/applications/<int:pk>/", case_applicant.case, name="case"),
    path("hall/applications/<int:pk>/form/<int:section>/", applying.form, name="form"),
    path("hall/applications/<int:pk>/check/", applying.answers, name="answers"),
    path("hall/applications/<int:pk>/submitted/", applying.submitted, name="submitted"),
    path("hall/applications/<int:pk>/withdraw/", case_applicant.withdraw, name="withdraw"),
    path("hall/applications/<int:pk>/message/", case_applicant.message, name="message"),
    path("hall/applications/<int:pk>/rate/", case_applicant.rate, name="rate"),
    path("hall/applications/<int:pk>/documents.zip", case_applicant.documents, name="zip"),
    path("hall/applications/<int:pk>/letter.docx", case_applicant.letter, name="letter"),
    path("hall/track/", tracking.track, name="track"),
    path("verify/", tracking.verify_any, name="verify_any"),
    path("verify/<str:code>/", tracking.verify, name="verify"),
]
