"""Below `/plans/`. A region's six digits come before a task's number: both are whole numbers."""

from django.urls import path

from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.plans.views import adopting, measures, national, papers, running

app_name = "plans"
REGION = "<int:year>/<division:region>/"
urlpatterns = [
    *data_page("", national.plan_list, "list"),
    path("measures/<int:pk>/", measures.measure, name="measure"),
    path("measures/<int:pk>/edit/", measures.edit, name="edit_measure"),
    path("measures/<int:pk>/drop/", measures.drop, name="drop_measure"),
    path("milestones/<int:pk>/finish/", measures.finish, name="finish"),
    path("milestones/<int:pk>/reopen/", measures.reopen, name="reopen"),
    path("evidence/<int:pk>/", measures.paper, name="paper"),
    path("evidence/<int:pk>/uses/<int:use>/end/", measures.end_use, name="end_use"),
    *data_page("<int:year>/", national.detail, "detail"),
    *data_page("<int:year>/board/", running.board, "board"),
    *data_page(REGION, adopting.adoption, "adoption"),
    path(f"{REGION}begin/", adopting.begin, name="begin"),
    path(f"{REGION}tasks/", adopting.tasks, name="tasks"),
    path(f"{REGION}expect/", adopting.expect, name="expect"),
    path(f"{REGION}check/", adopting.check, name="check"),
    path(f"{REGION}steps/<slug:code>/", adopting.step, name="step"),
    path(f"{REGION}versions/<int:number>/", adopting.version, name="version"),
    path(f"{REGION}measures/new/", measures.new, name="new_measure"),
    *data_page(f"{REGION}targets/", adopting.targets, "targets"),
    *data_page(f"{REGION}gantt/", running.gantt, "gantt"),
    *data_page(f"{REGION}calendar/", running.calendar, "calendar"),
    path(f"{REGION}calendar.ics", running.calendar_file, name="calendar_ics"),
    *data_page(f"{REGION}evidence/", running.evidence, "evidence"),
    *data_page(f"{REGION}peers/", running.peers, "peers"),
    path(f"{REGION}bulletin/<int:number>/", papers.bulletin, name="bulletin"),
    path(f"{REGION}report/<int:number>/", papers.report, name="report"),
    *data_page("<int:year>/<int:number>/", national.task, "task"),
]
