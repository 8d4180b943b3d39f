"""What conditions can ask about custody of an organisation's IP matters."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.services.contacts import queries
from zhicheng.services.contacts.models import Custody
from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Evidence, Fact, FactKind


def is_entrusted(parties: Sequence[int] | None, of: str) -> Mapping[int, Answer]:
    """Organisations whose IP matters an agency takes care of today."""
    del of
    if parties is not None and len(parties) == 1:
        return dict.fromkeys(parties, True) if running_for(parties[0]) else {}
    rows = queries.running()
    rows = rows if parties is None else rows.filter(party__in=parties)
    return dict.fromkeys(rows.values_list("party", flat=True), True)


def running_for(party_id: int) -> Custody | None:
    """The custody of one organisation's matters that runs today, read once for all facts of a block."""
    return asking.once(("custody", party_id), queries.running().filter(party=party_id).first)


def say(party_id: int, of: str) -> Evidence:
    del of
    today, found = timezone.localdate(), running_for(party_id)
    if found is None:
        return Evidence(_("没有登记正在进行的托管"), today)
    return Evidence(_("由 %s 托管") % found.agency.name, today, found.get_absolute_url())


asking.register(
    Fact(
        code="custody.is_entrusted",
        label=gettext_lazy("知识产权事务已托管"),
        kind=FactKind.FLAG,
        read=is_entrusted,
        absent=False,
        say=say,
        question=gettext_lazy("是否已委托服务机构托管知识产权事务"),
    )
)
# Matching follows custody as it begins and ends.
asking.follow("contacts.Custody")
