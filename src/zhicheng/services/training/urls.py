from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.training import views

app_name = "training"
urlpatterns = [
    *data_page("heads/", views.register, "list"),
    path("heads/new/", views.new, name="new"),
    *views.IMPORT.urls("heads/import/"),
    path("heads/<int:pk>/", views.head, name="head"),
    path("heads/<int:pk>/correct/", views.correct, name="correct"),
    path("heads/<int:pk>/train/", views.train, name="train"),
]
