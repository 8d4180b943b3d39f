"""What conditions can ask about an organisation's certificates."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.ui import formats
from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Evidence, Fact, FactKind
from zhicheng.services.standards import queries
from zhicheng.services.standards.models import Certificate, State


def rows(parties: Sequence[int] | None, standard: str, condition: Q | None = None) -> QuerySet[Certificate]:
    """Certificates by a standard (any when empty) of some organisations or all, the newest first."""
    found = queries.register().order_by("-issued_on", "-pk")
    found = found.filter(standard=standard) if standard else found
    found = found.filter(condition) if condition is not None else found
    return found if parties is None else found.filter(holder__in=parties)


def held_by(party_id: int, standard: str) -> list[Certificate]:
    """The certificates of one organisation by a standard (any when empty), the newest first; read once for all facts of a block."""
    with scopes_disabled():
        held = asking.once(("certificates", party_id), lambda: list(rows([party_id], "").select_related(None)))
    return [one for one in held if standard in {"", one.standard}]


def in_force(parties: Sequence[int] | None, of: str) -> Mapping[int, Answer]:
    if parties is not None and len(parties) == 1:
        return dict.fromkeys(parties, True) if any(one.is_in_force() for one in held_by(parties[0], of)) else {}
    with scopes_disabled():
        return dict.fromkeys(
            rows(parties, of, queries.in_force(timezone.localdate())).values_list("holder", flat=True), True
        )


def first_issued(parties: Sequence[int] | None, of: str) -> Mapping[int, Answer]:
    """The day on which an organisation was certified for the first time."""
    if parties is not None and len(parties) == 1:
        valid = [one for one in held_by(parties[0], of) if one.state != State.WITHDRAWN]
        return {parties[0]: min(one.first_issued_on for one in valid)} if valid else {}
    with scopes_disabled():
        days = rows(parties, of).exclude(state=State.WITHDRAWN).values_list("holder", "first_issued_on")
        found: dict[int, date] = {}
        for holder, day in days:
            found[holder] = min(day, found.get(holder, day))
    return dict(found)


def issued_this_year(parties: Sequence[int] | None, of: str) -> Mapping[int, Answer]:
    """Whether an organisation was certified for the first time in the current year."""
    year = timezone.localdate().year
    return {
        holder: True for holder, day in first_issued(parties, of).items() if isinstance(day, date) and day.year == year
    }


def say(party_id: int, of: str) -> Evidence:
    """The newest certificate, with the page that shows it."""
    today = timezone.localdate()
    found = next(iter(held_by(party_id, of)), None)
    if found is None:
        return Evidence(_("证书名录中没有登记"), today)
    facts = {"number": found.number, "day": formats.date_iso(found.expires_on), "state": found.get_state_display()}
    words = (
        _("证书 %(number)s，有效至 %(day)s")
        if found.is_in_force(today)
        else _("证书 %(number)s，有效期至 %(day)s，状态：%(state)s")
    )
    return Evidence(words % facts, today, found.get_absolute_url())


def numbers() -> dict[str, str]:
    """The standards by their number."""
    return {number: f"{number} {one.title}" for number, one in queries.standards().items()}


asking.register(
    Fact(
        code="certificates.in_force",
        label=gettext_lazy("有效的认证证书"),
        kind=FactKind.FLAG,
        read=in_force,
        absent=False,
        takes=numbers,
        say=say,
        question=gettext_lazy("是否持有在有效期内的认证证书"),
    )
)
asking.register(
    Fact(
        code="certificates.first_issued",
        label=gettext_lazy("首次认证日期"),
        kind=FactKind.DATE,
        read=first_issued,
        takes=numbers,
        say=say,
    )
)
asking.register(
    Fact(
        code="certificates.issued_this_year",
        label=gettext_lazy("今年首次通过认证"),
        kind=FactKind.FLAG,
        read=issued_this_year,
        absent=False,
        takes=numbers,
        say=say,
    )
)
# Matching follows what happens to certificates.
asking.follow("standards.Certificate", "holder_id")
