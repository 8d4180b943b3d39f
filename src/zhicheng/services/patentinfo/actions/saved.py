"""Saving searches, and telling their owners what is new."""

import uuid

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.base.verdicts import Refused
from zhicheng.engine.patents.query import QueryRefused
from zhicheng.engine.patents.search import IndexRefused
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.asking import Asked
from zhicheng.services.patentinfo.models import Finding, SavedSearch
from zhicheng.services.patentinfo.queries import saved
from zhicheng.services.patentinfo.rules.saved import can_change, can_save

NAMES = verbs.register(
    {
        "patent_search.saved": gettext_lazy("保存检索"),
        "patent_search.changed": gettext_lazy("更改保存的检索"),
        "patent_search.removed": gettext_lazy("删除保存的检索"),
        "patent_search.token_renewed": gettext_lazy("更换检索订阅地址"),
        "patent_search.told": gettext_lazy("提醒检索的新命中"),
        "patent_search.broken": gettext_lazy("告知检索式不能识别"),
    }
)
ALERTS = "patentinfo.alerts"


@transaction.atomic
def save(*, name: str, asked: Asked, cadence: str, by: User) -> SavedSearch:
    """Keep a search under a name of the person's own; news count from the lake as it is now.

    Raises `Refused` for a query that cannot be read and for a name that is used.
    """
    lock(by)
    can_save(by).or_refuse()
    refuse_unreadable(asked)
    search = SavedSearch(owner=by, name=name, query=asked.address, cadence=cadence, seen_version=holdings.index().holds)
    store(search)
    record("patent_search.saved", on=search, by=by, region_code=by.region_id or "", cadence=cadence)
    return search


@transaction.atomic
def change(*, search: SavedSearch, name: str, cadence: str, by: User) -> SavedSearch:
    """Another name or cadence."""
    can_change(by, search).or_refuse()
    search.name, search.cadence = name, cadence
    store(search)
    record("patent_search.changed", on=search, by=by, region_code=by.region_id or "", cadence=cadence)
    return search


@transaction.atomic
def remove(*, search: SavedSearch, by: User) -> None:
    """Forget a search and its findings; its feed ends."""
    can_change(by, search).or_refuse()
    record("patent_search.removed", on=search, by=by, region_code=by.region_id or "")
    search.delete()


@transaction.atomic
def renew_token(*, search: SavedSearch, by: User) -> SavedSearch:
    """Another address for the feed; the old one is gone."""
    can_change(by, search).or_refuse()
    search.token = uuid.uuid4()
    search.save(update_fields=["token"])
    record("patent_search.token_renewed", on=search, by=by, region_code=by.region_id or "")
    return search


@transaction.atomic
def tell(*, search_id: int) -> Finding | None:
    """Look what is new for a search and tell its owner; what was looked at is not looked at again.

    A query that cannot be read any more is told once. Raises `IndexRefused` when there is no index to ask.
    """
    # Race: two runs at the same moment; the second waits here and then finds that this version was seen.
    search = SavedSearch.objects.select_for_update(of=("self",)).select_related("owner").get(pk=search_id)
    try:
        news = saved.news_of(search)
    except QueryRefused as refused:
        tell_broken(search, str(refused))
        return None
    if news.version <= search.seen_version:
        return None
    search.seen_version, search.checked_at, search.fault = news.version, timezone.now(), ""
    search.save(update_fields=["seen_version", "checked_at", "fault"])
    return keep_finding(search, news) if news.count else None


def keep_finding(search: SavedSearch, news: saved.News) -> Finding:
    """Write down what is new, and tell the owner."""
    finding = Finding(search=search, version=news.version, count=news.count, publications=list(news.publications))
    finding.save(force_insert=True)
    facts = {"name": search.name, "count": news.count}
    notify(
        to=search.owner,
        subject=_("“%(name)s”新命中 %(count)d 件专利") % facts,
        text=_("专利库有新载入的数据，其中 %(count)d 件符合您保存的检索“%(name)s”。") % facts,
        url=reverse("patentinfo:findings", args=[search.pk]),
    )
    record("patent_search.told", on=search, by=None, region_code=search.owner.region_id or "", count=news.count)
    return finding


def tell_broken(search: SavedSearch, why: str) -> None:
    """Say once that a query cannot be read; it is tried again with every load."""
    if search.fault:
        return
    search.fault, search.checked_at = why[:400], timezone.now()
    search.save(update_fields=["fault", "checked_at"])
    notify(
        to=search.owner,
        subject=_("保存的检索“%(name)s”不能识别") % {"name": search.name},
        text=_("%(why)s 请打开这个检索，改好后重新保存。") % {"why": why},
        url=reverse("patentinfo:saved"),
    )
    record("patent_search.broken", on=search, by=None, region_code=search.owner.region_id or "")


def tell_all() -> int:
    """Tell every owner whose turn it is, each in a transaction of its own; returns how many had news."""
    told = 0
    try:
        version = holdings.index().holds
        for search_id in list(saved.due(timezone.now(), version).values_list("pk", flat=True)):
            told += tell(search_id=search_id) is not None
    except IndexRefused:
        # Without an index nothing is found and nothing seen: the run after the next load makes up for it.
        return told
    return told


def refuse_unreadable(asked: Asked) -> None:
    """Nobody can be told the news of a query that cannot be read."""
    try:
        saved.words_of(asked)
    except QueryRefused as refused:
        raise Refused("unreadable_query", str(refused)) from refused


def store(search: SavedSearch) -> None:
    """Write a search; the database is the last to know whether the name is used."""
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        if "saved_search_name_once" not in str(error):
            raise
        because = _("您已有名为“%(name)s”的检索，请换一个名称")
        raise Refused("name_used", because % {"name": search.name}) from error


def lock(user: User) -> None:
    """Race: two searches saved at the same moment must not pass the limit together."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
