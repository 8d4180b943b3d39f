"""Certificates for tests."""

from datetime import date
from itertools import count
from typing import Any

from django.conf import settings
from django.db import transaction

from tests.people import firm
from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.actions import load_kind
from zhicheng.base.definitions.reading import read_folder
from zhicheng.services.standards import actions
from zhicheng.services.standards.actions import CertificateFacts
from zhicheng.services.standards.definition_kinds import STANDARD
from zhicheng.services.standards.models import Certificate

numbers = count(1)
HEADER = "证书编号,单位名称,统一社会信用代码,标准版本,认证机构,颁发日期,首次颁发日期,有效期至,认证范围,演示数据"


def define() -> None:
    """The shipped standards."""
    with transaction.atomic():
        load_kind(STANDARD, read_folder(STANDARD, settings.DEFINITIONS_DIR))


def facts(**given: Any) -> CertificateFacts:
    usual: dict[str, Any] = {
        "number": f"165IP18{next(numbers):04d}R0M",
        "edition": "GB/T 29490-2013",
        "body": "示例认证有限公司",
        "issued_on": date(2018, 10, 16),
    }
    if "holder" not in given:
        given["holder"] = firm(region="440305")
    return CertificateFacts(**usual | given)


def certified(by: User | None = None, **given: Any) -> Certificate:
    """A registered certificate; the standards must be defined."""
    return actions.register(facts=facts(**given), by=by)
