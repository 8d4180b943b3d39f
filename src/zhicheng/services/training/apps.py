from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "zhicheng.services.training"
    label = "training"
    verbose_name = _("负责人轮训")
