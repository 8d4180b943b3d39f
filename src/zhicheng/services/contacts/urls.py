from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.contacts import views

app_name = "contacts"
urlpatterns = [
    *data_page("", views.ledger, "list"),
    *data_page("mine/", views.mine, "mine"),
    *data_page("open/", views.still_open, "open"),
    path("new/", views.new, name="new"),
    *views.IMPORT.urls(),
    path("<int:pk>/", views.contact, name="contact"),
    path("<int:pk>/done/", views.done, name="done"),
    *data_page("custodies/", views.custodies, "custodies"),
    path("custodies/propose/", views.propose, name="propose"),
    path("custodies/<int:pk>/", views.custody, name="custody"),
    path("custodies/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("custodies/<int:pk>/decline/", views.decline, name="decline"),
    path("custodies/<int:pk>/end/", views.end, name="end"),
]
