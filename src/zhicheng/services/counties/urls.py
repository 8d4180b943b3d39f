from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.counties import views

app_name = "counties"
urlpatterns = [
    *data_page("", views.register, "list"),
    *data_page("returns/", views.returns, "returns"),
    path("declare/", views.declare, name="declare"),
    path("returns/<int:pk>/", views.filed_return, name="return"),
    path("returns/<int:pk>/approve/", views.approve, name="approve"),
    path("returns/<int:pk>/back/", views.send_back, name="send_back"),
    path("visits/<int:pk>/done/", views.finish, name="finish"),
    path("<division:region>/", views.county, name="county"),
    path("<division:region>/end/", views.end, name="end"),
    path("<division:region>/guide/", views.guide, name="guide"),
    path("<division:region>/<int:year>/<int:quarter>/", views.fill, name="fill"),
]
