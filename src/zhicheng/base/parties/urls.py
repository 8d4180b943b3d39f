from django.urls import path

from zhicheng.base.parties import views
from zhicheng.base.ui.addresses import data_page

app_name = "parties"
urlpatterns = [
    *data_page("", views.party_list, "list"),
    path("register/", views.register, name="register"),
    path("import/", views.import_list, name="import"),
    path("import/<uuid:pk>/", views.import_preview, name="import-preview"),
    path("import/<uuid:pk>/confirm/", views.import_confirm, name="import-confirm"),
    path("own/", views.own, name="own"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/registered/", views.registered, name="registered"),
    path("<int:pk>/correct/", views.correct, name="correct"),
]
