"""Addresses of applicants, and of people who follow a case or verify a letter."""

from django.urls import URLPattern, path

from zhicheng.services.hall.views import tracking

urlpatterns: list[URLPattern] = [
    path("hall/track/", tracking.track, name="track"),
    path("verify/", tracking.verify_any, name="verify_any"),
    path("verify/<str:code>/", tracking.verify, name="verify"),
]
