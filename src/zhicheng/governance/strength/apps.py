from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrengthConfig(AppConfig):
    name = "zhicheng.governance.strength"
    label = "strength"
    verbose_name = _("专利实力")

    def ready(self) -> None:
        # Receivers and queries import models, which exist only now.
        from zhicheng.governance.indicators import uses
        from zhicheng.governance.strength import queries, receivers

        receivers.connect()
        uses.register(queries.uses_of)
