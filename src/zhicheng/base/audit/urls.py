from django.urls import path

from zhicheng.base.audit import views
from zhicheng.base.ui.addresses import data_page

app_name = "audit"
urlpatterns = [
    *data_page("", views.log, "list"),
    path("<int:number>/", views.entry, name="entry"),
]
