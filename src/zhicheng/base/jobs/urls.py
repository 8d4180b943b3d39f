from django.urls import path

from zhicheng.base.jobs import views
from zhicheng.base.ui.addresses import data_page

app_name = "jobs"
urlpatterns = [
    *data_page("", views.job_list, "list"),
    path("active/", views.active, name="active"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/state/", views.detail_state, name="state"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/retry/", views.retry, name="retry"),
]
