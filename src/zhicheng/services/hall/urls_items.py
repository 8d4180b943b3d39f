from django.urls import URLPattern, path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.hall.views import items

urlpatterns: list[URLPattern] = [
    *data_page("hall/", items.home, "home"),
    path("hall/items/<slug:code>/", items.item, name="item"),
    path("hall/items/<slug:code>/guide.docx", items.guide_file, name="guide"),
]
