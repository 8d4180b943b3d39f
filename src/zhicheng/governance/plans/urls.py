from zhicheng.base.ui.addresses import data_page
from zhicheng.governance.plans import views

app_name = "plans"
urlpatterns = [
    *data_page("", views.plan_list, "list"),
    *data_page("<int:year>/", views.detail, "detail"),
    *data_page("<int:year>/<int:number>/", views.task, "task"),
]
