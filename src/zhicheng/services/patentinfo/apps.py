from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatentInfoConfig(AppConfig):
    name = "zhicheng.services.patentinfo"
    label = "patentinfo"
    verbose_name = _("专利信息")

    def ready(self) -> None:
        # Models are ready only now, and the receivers import them.
        from zhicheng.services.patentinfo import receivers

        receivers.connect()
