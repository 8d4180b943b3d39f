app_name = "counties"
urlpatterns: list[object] = []
