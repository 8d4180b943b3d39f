from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "zhicheng.governance.indicators"
    label = "indicators"
    verbose_name = _("指标")

    def ready(self) -> None:
        import_module("zhicheng.governance.indicators.receivers")
