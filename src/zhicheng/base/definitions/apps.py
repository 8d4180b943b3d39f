from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DefinitionsConfig(AppConfig):
    name = "zhicheng.base.definitions"
    label = "definitions"
    verbose_name = _("定义")

    def ready(self) -> None:
        autodiscover_modules("definition_kinds")
