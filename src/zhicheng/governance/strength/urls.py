from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.strength import views

app_name = "strength"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("evaluate/", views.evaluate, name="evaluate"),
    *data_page("<int:year>/", views.ranking, "ranking"),
    *data_page("<int:year>/compare/", views.compare, "compare"),
    *data_page("<int:year>/method/", views.method, "method"),
    *data_page("<int:year>/left-out/", views.left_out, "left_out"),
    *data_page("<int:year>/<str:region>/", views.score, "score"),
]
