from django.urls import path

from zhicheng.base.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("read/", views.read_all, name="read-all"),
    path("<int:pk>/read/", views.read, name="read"),
    path("mail/", views.mail, name="mail"),
    path("mail/<int:pk>/", views.send_again, name="send-again"),
]
