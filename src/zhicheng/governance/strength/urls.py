app_name = "strength"
urlpatterns: list[object] = []
