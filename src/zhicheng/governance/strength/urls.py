from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.strength.views import compare, method, ranking, score

app_name = "strength"
urlpatterns = [
    path("", ranking.latest, name="latest"),
    path("evaluate/", method.evaluate, name="evaluate"),
    *data_page("<int:year>/", ranking.ranking, "ranking"),
    *data_page("<int:year>/compare/", compare.compare, "compare"),
    *data_page("<int:year>/method/", method.method, "method"),
    *data_page("<int:year>/left-out/", ranking.left_out, "left_out"),
    *data_page("<int:year>/<str:region>/", score.score, "score"),
]
