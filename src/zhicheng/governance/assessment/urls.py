from django.urls import URLPattern

from zhicheng.governance.assessment import urls_results

app_name = "assessment"
urlpatterns: list[URLPattern] = [*urls_results.urlpatterns]
