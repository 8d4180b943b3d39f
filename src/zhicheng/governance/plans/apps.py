from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "zhicheng.governance.plans"
    label = "plans"
    verbose_name = _("工作计划")

    def ready(self) -> None:
        # Models are ready only now, and the queries import them.
        from zhicheng.governance.indicators import uses
        from zhicheng.governance.plans.queries import uses_of

        uses.register(uses_of)
