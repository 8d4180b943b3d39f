"""All addresses. They are stable and can be read aloud (DESIGN §6)."""

from django.urls import include, path

from zhicheng.portal.api import about, api

urlpatterns = [
    path("", include("zhicheng.portal.site.urls")),
    path("accounts/", include("zhicheng.base.accounts.urls")),
    path("documents/", include("zhicheng.base.documents.urls")),
    path("notices/", include("zhicheng.base.notices.urls")),
    path("jobs/", include("zhicheng.base.jobs.urls")),
    path("audit/", include("zhicheng.base.audit.urls")),
    path("parties/", include("zhicheng.base.parties.urls")),
    path("definitions/", include("zhicheng.base.definitions.urls")),
    path("ui/", include("zhicheng.base.ui.urls")),
    path("", include("zhicheng.base.regions.urls")),
    path("", include("zhicheng.services.hall.urls")),
    path("certificates/", include("zhicheng.services.standards.urls")),
    path("titles/", include("zhicheng.services.cultivation.urls")),
    path("outlets/", include("zhicheng.services.outlets.urls")),
    path("counties/", include("zhicheng.services.counties.urls")),
    path("contacts/", include("zhicheng.services.contacts.urls")),
    path("training/", include("zhicheng.services.training.urls")),
    path("patents/", include("zhicheng.services.patentinfo.urls")),
    path("api/", about, name="api"),
    path("api/", api.urls),
    path("", include("zhicheng.governance.indicators.urls")),
    path("plans/", include("zhicheng.governance.plans.urls")),
    path("assessment/", include("zhicheng.governance.assessment.urls")),
    path("support/", include("zhicheng.governance.support.urls")),
    path("releases/", include("zhicheng.governance.releases.urls")),
    path("cockpit/", include("zhicheng.portal.cockpit.urls")),
    path("strength/", include("zhicheng.governance.rounds.urls")),
    path("strength/", include("zhicheng.governance.strength.urls")),
]

handler400 = "zhicheng.base.ui.views.bad_request"
handler403 = "zhicheng.base.ui.views.no_right"
handler404 = "zhicheng.base.ui.views.not_found"
handler500 = "zhicheng.base.ui.views.failed"
