from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrengthConfig(AppConfig):
    name = "zhicheng.governance.strength"
    label = "strength"
    verbose_name = _("专利实力")

    def ready(self) -> None:
        # The receivers import models, which exist only now.
        from zhicheng.governance.strength import receivers

        receivers.connect()
