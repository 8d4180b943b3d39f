"""Who did what: the column by which every table of an act names a person."""

from typing import Any

from django.conf import settings
from django.db import models


def doer(label: Any) -> "models.ForeignKey[Any, Any]":
    """Who did what the row says."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label)


def person(label: Any) -> "models.ForeignKey[Any, Any]":
    """Who did a step; empty until it is done."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )
