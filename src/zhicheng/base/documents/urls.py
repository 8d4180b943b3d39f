from django.urls import path

from zhicheng.base.documents import views

app_name = "documents"
urlpatterns = [path("<uuid:pk>/", views.download, name="download")]
