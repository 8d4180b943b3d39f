from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "zhicheng.governance.support"
    label = "support"
    verbose_name = _("政策支持与专家指导")
