"""Reads of releases. The content is read only where it is needed: a release may have many megabytes."""

from functools import lru_cache

from django.db.models import QuerySet

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.accounts.queries import able_to_sign_in
from zhicheng.governance.releases.models import Release
from zhicheng.governance.releases.package import Package, taken_apart


def releases() -> QuerySet[Release]:
    """All releases without their content, newest first."""
    return Release.objects.defer("content").select_related("corrects", "previous", "corrected_by").order_by("-serial")


def release_of(number: str) -> Release | None:
    """One release by its number, without its content."""
    return releases().filter(number=number).first()


def content_of(release: Release) -> bytes:
    """The file."""
    return bytes(Release.objects.values_list("content", flat=True).get(pk=release.pk))


def newest() -> Release | None:
    """The end of the chain."""
    return releases().first()


def newest_of(year: int) -> Release | None:
    """The release of a year that no other corrects."""
    return releases().filter(year=year).first()


def count_of(year: int) -> int:
    """How many releases a year has."""
    return Release.objects.filter(year=year).count()


def has_colleague(user: User) -> bool:
    """Whether the national office has another officer who can sign in."""
    return able_to_sign_in().filter(role=Role.NATIONAL).exclude(pk=user.pk).exists()


def package_of(release: Release) -> Package:
    """The release taken apart; the last two asked for stay in memory, for a walk opens many pages of one."""
    return opened(release.pk, release.sha256)


@lru_cache(maxsize=2)
def opened(pk: int, sha256: str) -> Package:
    del sha256  # part of the key: a database restored from a backup may have another release under the same id
    return taken_apart(bytes(Release.objects.values_list("content", flat=True).get(pk=pk)))
