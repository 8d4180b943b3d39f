from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountiesConfig(AppConfig):
    name = "zhicheng.services.counties"
    label = "counties"
    verbose_name = _("强县工程")
