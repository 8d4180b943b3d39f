from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CultivationConfig(AppConfig):
    name = "zhicheng.services.cultivation"
    label = "cultivation"
    verbose_name = _("培育认定")

    def ready(self) -> None:
        """Announce what an organisation's page leads to."""
        import_module("zhicheng.services.cultivation.party_links")
