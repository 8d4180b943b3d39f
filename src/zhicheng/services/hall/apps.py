from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HallConfig(AppConfig):
    name = "zhicheng.services.hall"
    label = "hall"
    verbose_name = _("服务大厅")

    def ready(self) -> None:
        # What conditions can ask and what items can lead to and what forms look up is announced by each service beside its own code.
        autodiscover_modules("facts", "outcomes", "lookups")
        # Models are ready only now, and the receivers import them.
        from zhicheng.services.hall import receivers

        receivers.connect()
