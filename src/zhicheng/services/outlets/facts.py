"""What conditions can ask about an organisation's outlet."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Evidence, Fact, FactKind
from zhicheng.services.outlets import queries
from zhicheng.services.outlets.models import Outlet


def is_outlet(parties: Sequence[int] | None, of: str) -> Mapping[int, Answer]:
    """Organisations that keep an outlet which serves today."""
    del of
    if parties is not None and len(parties) == 1:
        return dict.fromkeys(parties, True) if kept_by(parties[0]) else {}
    with scopes_disabled():
        rows = queries.register().filter(queries.serving(timezone.localdate()), party__isnull=False)
        rows = rows if parties is None else rows.filter(party__in=parties)
        return dict.fromkeys(rows.values_list("party", flat=True), True)


def kept_by(party_id: int) -> Outlet | None:
    """An outlet of one organisation that serves today, read once for all facts of a block."""
    with scopes_disabled():
        serving = Outlet.objects.filter(queries.serving(timezone.localdate()), party=party_id).only("name")
        return asking.once(("outlet", party_id), serving.first)


def say(party_id: int, of: str) -> Evidence:
    del of
    today, found = timezone.localdate(), kept_by(party_id)
    if found is None:
        return Evidence(_("网点名册中没有登记"), today)
    return Evidence(_("已登记网点：%s") % found.name, today, found.get_absolute_url())


asking.register(
    Fact(
        code="outlets.is_outlet",
        label=gettext_lazy("是服务网点"),
        kind=FactKind.FLAG,
        read=is_outlet,
        absent=False,
        say=say,
        question=gettext_lazy("是否已经是知识产权信息服务网点"),
    )
)
# Matching follows what happens to outlets.
asking.follow("outlets.Outlet")
