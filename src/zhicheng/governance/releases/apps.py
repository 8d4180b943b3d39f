from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReleasesConfig(AppConfig):
    name = "zhicheng.governance.releases"
    label = "releases"
    verbose_name = _("公开发布")

    def ready(self) -> None:
        autodiscover_modules("release_parts")
