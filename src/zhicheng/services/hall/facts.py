"""What the hall itself knows of an organisation: what is registered of it, and what it was granted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.definitions.queries import all_current
from zhicheng.base.parties.models import CreditGrade, Kind, Party, Size
from zhicheng.base.regions.models import Region
from zhicheng.base.regions.queries import names
from zhicheng.base.ui import formats
from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Evidence, Fact, FactKind
from zhicheng.services.hall.definition_kinds import ITEM
from zhicheng.services.hall.judging import MONTHS_A_YEAR, months_before, months_between
from zhicheng.services.hall.models import Application, Decision

GRANT_MONTHS = 36
COMPLETE = ("parties:own", gettext_lazy("补充单位信息"))
Reading = Callable[[Sequence[int] | None, str], Mapping[int, Answer]]
Saying = Callable[[int, str], Evidence]


# What is registered.


def registered(parties: Sequence[int] | None, field: str) -> Iterable[tuple[int, Any]]:
    """(organisation, what a field of the register says), where it says something.

    Of a few organisations all fields are read at once, for the other facts of the same block to share.
    """
    with scopes_disabled():
        everybody: QuerySet[Party] = Party.objects.order_by()
        if parties is None:
            return [row for row in everybody.values_list("pk", field) if row[1] not in {None, ""}]
        rows = asking.once(("parties", tuple(parties)), lambda: rows_of(everybody.filter(pk__in=parties)))
    return [(row["id"], row[field]) for row in rows if row[field] not in {None, ""}]


def rows_of(parties: QuerySet[Party]) -> list[dict[str, Any]]:
    return [dict(row) for row in parties.values()]


def know(party: Party | None, region: Region) -> None:
    """Within `reading_together`: what is registered of an organisation whose row is at hand is not read again, nor a place's name."""
    asking.once(("region", region.code), lambda: {region.code: region.short_name})
    if party is not None:
        row = {field.attname: getattr(party, field.attname) for field in Party._meta.concrete_fields}
        asking.once(("parties", (party.pk,)), lambda: [row])


def reading(field: str, turned: Callable[[Any], Answer] = lambda value: value) -> Reading:
    """A fact that stands in a field of the register, `turned` into what is asked."""
    return lambda parties, _of: {pk: turned(value) for pk, value in registered(parties, field)}


def saying(field: str, words: Callable[[Any], str]) -> Saying:
    """The evidence for such a fact: what is registered, with the day on which the organisation last confirmed it."""

    def say(party_id: int, of: str) -> Evidence:
        del of
        known = dict(registered([party_id], field))
        confirmed = dict(registered([party_id], "confirmed_on")).get(party_id)
        text = words(known[party_id]) if party_id in known else _("登记信息中没有填写")
        return Evidence(text, confirmed, reverse("parties:detail", args=[party_id]))

    return say


def years_since(day: date) -> float:
    """Whole years from a day to today."""
    return float(months_between(day, timezone.localdate()) // MONTHS_A_YEAR)


def months_since(day: date) -> float:
    """Months from a day to today, begun ones too: confirmed three months and a day ago is more than three."""
    today = timezone.localdate()
    whole = months_between(day, today)
    return float(whole + (months_before(today, whole) > day))


def said_kind(kind: str) -> str:
    return _("登记类型：%s") % Kind(kind).label


def said_region(code: str) -> str:
    return _("登记地：%s") % asking.once(("region", code), lambda: names([code])).get(code, code)


def said_size(size: str) -> str:
    return _("登记规模：%s") % Size(size).label


def said_grade(grade: str) -> str:
    return _("登记的纳税信用等级：%s") % CreditGrade(grade).label


def said_founding(day: date) -> str:
    return _("成立日期：%s") % formats.date_iso(day)


def said_confirmation(day: date) -> str:
    return _("上次确认为 %s") % formats.date_iso(day)


# What was granted.


def approved(parties: Sequence[int] | None, since: date, of: str = "") -> Iterable[tuple[int, str]]:
    """(organisation, item) of every application approved since a day."""
    with scopes_disabled():
        granted = Application.objects.filter(decision=Decision.APPROVED, party__isnull=False).order_by()
        if parties is None:
            return list(granted.filter(item=of, decided_at__date__gte=since).values_list("party", "item"))
        # Of a few organisations everything is read, once for whatever day is asked from.
        few = granted.filter(party__in=parties).values_list("party", "item", "decided_at__date")
        known = asking.once(("grants", tuple(parties)), lambda: list(few))
        return [(party, item) for party, item, day in known if day >= since]


def granting(since: Callable[[], date]) -> Reading:
    """How often an item was granted since a day."""

    def read(parties: Sequence[int] | None, of: str) -> dict[int, Answer]:
        counted = Counter(party for party, item in approved(parties, since(), of) if item == of)
        return {party: float(count) for party, count in counted.items()}

    return read


def said_grants(since: Callable[[], date]) -> Saying:
    def say(party_id: int, of: str) -> Evidence:
        count = sum(item == of for _party, item in approved([party_id], since()))
        facts = {"since": formats.date_iso(since()), "count": count}
        text = _("%(since)s 以来办成 %(count)d 次") % facts if count else _("%(since)s 以来没有办成的记录") % facts
        return Evidence(text, timezone.localdate())

    return say


def three_years_ago() -> date:
    return months_before(timezone.localdate(), GRANT_MONTHS)


def new_year() -> date:
    return timezone.localdate().replace(month=1, day=1)


def titles_of_items() -> dict[str, str]:
    return {code: one.title for code, one in all_current(ITEM.code).items()}


def choices_of(choices: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return dict(choices)


asking.register(
    Fact(
        "party.kind",
        gettext_lazy("单位类型"),
        FactKind.CHOICE,
        reading("kind"),
        choices=choices_of(Kind.choices),
        say=saying("kind", said_kind),
        question=gettext_lazy("您的单位是哪一类？"),
    )
)
asking.register(
    Fact(
        "party.region",
        gettext_lazy("登记地"),
        FactKind.REGION,
        reading("region_id"),
        say=saying("region_id", said_region),
        question=gettext_lazy("单位登记在哪个区划？"),
    )
)
asking.register(
    Fact(
        "party.size",
        gettext_lazy("规模"),
        FactKind.CHOICE,
        reading("size"),
        choices=choices_of(Size.choices),
        say=saying("size", said_size),
        question=gettext_lazy("按统计上的划分，单位是大型、中型、小型还是微型？"),
        mend=COMPLETE,
    )
)
asking.register(
    Fact(
        "party.credit_grade",
        gettext_lazy("纳税信用等级"),
        FactKind.CHOICE,
        reading("credit_grade"),
        choices=choices_of(CreditGrade.choices),
        say=saying("credit_grade", said_grade),
        question=gettext_lazy("最近一次纳税信用等级是什么？"),
        mend=COMPLETE,
    )
)
asking.register(
    Fact(
        "party.age_years",
        gettext_lazy("成立年数"),
        FactKind.NUMBER,
        reading("founded_on", years_since),
        unit=gettext_lazy("年"),
        say=saying("founded_on", said_founding),
        question=gettext_lazy("单位成立满几年？"),
        mend=COMPLETE,
    )
)
asking.register(
    Fact(
        "party.confirmed_months",
        gettext_lazy("距上次确认信息的月数"),
        FactKind.NUMBER,
        reading("confirmed_on", months_since),
        unit=gettext_lazy("个月"),
        say=saying("confirmed_on", said_confirmation),
        mend=("parties:own", gettext_lazy("现在确认")),
    )
)
for code, label, field in (
    ("party.name", gettext_lazy("单位名称"), "name"),
    ("party.uscc", gettext_lazy("统一社会信用代码"), "uscc"),
    ("party.address", gettext_lazy("地址"), "address"),
):
    asking.register(Fact(code, label, FactKind.TEXT, reading(field), mend=COMPLETE))
asking.register(
    Fact(
        "grants.received",
        gettext_lazy("近三年办成的次数"),
        FactKind.NUMBER,
        granting(three_years_ago),
        absent=0.0,
        unit=gettext_lazy("次"),
        takes=titles_of_items,
        say=said_grants(three_years_ago),
    )
)
asking.register(
    Fact(
        "grants.this_year",
        gettext_lazy("本年办成的次数"),
        FactKind.NUMBER,
        granting(new_year),
        absent=0.0,
        unit=gettext_lazy("次"),
        takes=titles_of_items,
        say=said_grants(new_year),
    )
)
asking.follow("parties.Party", "id")
asking.follow("hall.Application", "party_id")
