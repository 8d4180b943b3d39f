from django.urls import path

from zhicheng.base.accounts import administration, views
from zhicheng.base.ui.addresses import data_page

app_name = "accounts"
urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("second-factor/", views.ask_second_factor, name="second-factor"),
    path("second-factor/set-up/", views.set_up_second_factor, name="second-factor-set-up"),
    path("second-factor/codes/", views.renew_recovery_codes, name="recovery-codes"),
    path("join/<str:who>/<str:token>/", views.join, name="join"),
    path("me/", views.me, name="me"),
    path("me/password/", views.change_password, name="password"),
    *data_page("", administration.accounts, "list"),
    path("new/", administration.open_account, name="open"),
    path("<int:pk>/", administration.account, name="detail"),
    path("<int:pk>/correct/", administration.correct_account, name="correct"),
    path("<int:pk>/grant/", administration.grant, name="grant"),
    path("<int:pk>/link/", administration.link, name="link"),
    *(path(f"<int:pk>/{name}/", administration.act, {"name": name}, name=name) for name in administration.ACTS),
]
