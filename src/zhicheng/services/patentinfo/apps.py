from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatentInfoConfig(AppConfig):
    name = "zhicheng.services.patentinfo"
    label = "patentinfo"
    verbose_name = _("专利信息")
