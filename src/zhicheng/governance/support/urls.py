from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.support import views

app_name = "support"
urlpatterns = [
    *data_page("", views.supports, "list"),
    *data_page("recommended/", views.recommended, "recommended"),
    *data_page("guidance/", views.guidance_list, "guidance-list"),
    path("guidance/<int:pk>/", views.guidance, name="guidance"),
    path("cities/<slug:code>/", views.city, name="city"),
    *data_page("reviews/", views.reviews, "reviews"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/<slug:code>/", views.act, name="act"),
    path("reviews/propose/<slug:code>/", views.propose, name="propose"),
    path("rules/<slug:code>/", views.rule, name="rule"),
]
