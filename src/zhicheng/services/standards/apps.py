from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    name = "zhicheng.services.standards"
    label = "standards"
    verbose_name = _("贯标认证")
