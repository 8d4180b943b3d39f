from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.outlets import views

app_name = "outlets"
urlpatterns = [
    *data_page("", views.register, "list"),
    path("new/", views.new, name="new"),
    *views.IMPORT.urls(),
    *data_page("coverage/<division:region>/", views.coverage, "coverage"),
    path("<int:pk>/", views.outlet, name="outlet"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/serve/", views.serve, name="serve"),
]
