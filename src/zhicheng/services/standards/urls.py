from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.standards import views

app_name = "standards"
urlpatterns = [
    *data_page("", views.register, "list"),
    path("new/", views.new, name="new"),
    *views.IMPORT.urls(),
    path("surveillance/", views.due, name="due"),
    path("surveillance/<int:pk>/", views.watch, name="watch"),
    path("standards/<str:code>/", views.standard, name="standard"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("<int:pk>/", views.certificate, name="certificate"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/renew/", views.renew, name="renew"),
    path("<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
