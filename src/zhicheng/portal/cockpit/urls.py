from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.portal.cockpit import views

app_name = "cockpit"
urlpatterns = [
    path("", views.home, name="home"),
    *data_page("<division:region>/<int:year>/", views.city, "city"),
]
