app_name = "definitions"
urlpatterns: list[object] = []
