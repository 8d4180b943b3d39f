from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "zhicheng.governance.rounds"
    label = "rounds"
    verbose_name = _("年度评价")

    def ready(self) -> None:
        # Receivers and queries import models, which exist only now.
        from zhicheng.governance.rounds import queries, receivers
        from zhicheng.governance.strength import holds

        receivers.connect()
        holds.register(queries.held_years)
