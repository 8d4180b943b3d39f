"""Addresses of the UI kit: the gallery."""

from django.urls import path

from zhicheng.base.ui import views

app_name = "ui"
urlpatterns = [path("", views.components, name="gallery")]
