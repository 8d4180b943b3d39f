from django.urls import URLPattern

from zhicheng.governance.assessment import urls_results, urls_work

app_name = "assessment"
urlpatterns: list[URLPattern] = [*urls_work.urlpatterns, *urls_results.urlpatterns]
