from django.urls import URLPattern, path

from zhicheng.base.ui.addresses import data_page
from zhicheng.services.hall.views import editor, items

urlpatterns: list[URLPattern] = [
    *data_page("hall/", items.home, "home"),
    path("hall/items/<slug:code>/", items.item, name="item"),
    path("hall/items/<slug:code>/guide.docx", items.guide_file, name="guide"),
    path("hall/editor/", editor.editor_list, name="editor_list"),
    path("hall/editor/<slug:code>/", editor.editor, name="editor"),
    path("hall/editor/<slug:code>/preview/", editor.preview, name="editor_preview"),
    path("hall/editor/<slug:code>/publish/", editor.publish, name="editor_publish"),
    path("hall/editor/<slug:code>/discard/", editor.discard, name="editor_discard"),
    path("hall/editor/<slug:code>.toml", editor.draft_file, name="editor_file"),
]
