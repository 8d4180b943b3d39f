app_name = "hall"
urlpatterns: list[object] = []
