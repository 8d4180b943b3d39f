"""The shipped plan in force, without the indicators that its targets name."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from zhicheng.base.definitions.actions import put_in_force
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.reading import read
from zhicheng.governance.plans.definition_kinds import PLAN


def publish_plan(code: str = "2018", text: str = "") -> Definition:
    """Put a plan's text in force unless the same is in force already; the shipped 2018 plan by default."""
    text = text or (Path(settings.DEFINITIONS_DIR) / "plans" / "2018.toml").read_text("utf-8")
    with transaction.atomic():
        return put_in_force(PLAN, read(PLAN, code, text), by=None, why="", shipped=True)
