from django.urls import path

from zhicheng.base.regions import views

app_name = "regions"
urlpatterns = [path("maps/<slug:name>.json", views.boundary, name="map")]
