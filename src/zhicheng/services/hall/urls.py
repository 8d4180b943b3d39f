"""All addresses of the hall, by who uses them."""

from zhicheng.services.hall import urls_applicant, urls_items, urls_matching, urls_office, urls_reviewing

app_name = "hall"
urlpatterns = [
    *urls_items.urlpatterns,
    *urls_matching.urlpatterns,
    *urls_applicant.urlpatterns,
    *urls_reviewing.urlpatterns,
    *urls_office.urlpatterns,
]
