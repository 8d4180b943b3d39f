"""Whom the offices visited and advised in 2018: enterprises, and in two of the three cities their innovation bases; and whose matters the
agency of the printed login takes care of.
"""

from datetime import date, timedelta

from zhicheng.base.accounts.models import Role
from zhicheng.base.parties.models import Kind, Party
from zhicheng.portal.demonstration.people import CITY_CODES, Cast
from zhicheng.services.contacts.actions import ContactFacts, confirm, propose, record
from zhicheng.services.contacts.models import Kind as ContactKind
from zhicheng.services.contacts.models import SmeContact, Topic
from zhicheng.services.contacts.rules import can_propose

VISITED, BASES = 6, 2
"""Enterprises visited in each city, and bases guided; the last city guided none."""
SAID = (
    (Topic.PROTECTION, "介绍维权援助的办法和证据保存要点。"),
    (Topic.PLEDGE, "对接银行，说明质押登记的材料和期限。"),
    (Topic.OPERATION, "梳理可以转让、许可的专利，讲解挂牌办法。"),
    (Topic.STANDARD, "讲解贯标的步骤和认证的准备。"),
    (Topic.SEARCH, "演示立项前的专利检索。"),
)
FOLLOW_UP = "一个月后回访。"
ENTRUSTED = 2
"""Enterprises that entrusted their matters; one more, that of the printed login, was asked and has not answered."""
SCOPE = "专利年费监控、期限提醒和每年一次的专利盘点"


def record_all(cast: Cast) -> int:
    """The contacts of the three cities, made once; returns how many."""
    if SmeContact.objects.filter(synthetic=True).exists():
        return 0
    made = 0
    for number, city in enumerate(CITY_CODES):
        parties = cast.of_city(city)
        firms = [party for party in parties if party.kind == Kind.ENTERPRISE][:VISITED]
        bases = [party for party in parties if party.kind == Kind.OTHER][:BASES] if number < len(CITY_CODES) - 1 else []
        for turn, party in enumerate([*firms, *bases]):
            visit(cast, party, number * 11 + turn, is_base=party in bases)
            made += 1
    entrust(cast)
    return made


def entrust(cast: Cast) -> None:
    """The agency's offers of custody."""
    by = cast.users["jigou"]
    agency = by.party
    assert agency is not None  # noqa: S101 - the login of an agency
    offers = (party for party in cast.of_city(CITY_CODES[0]) if can_propose(by, party, agency))
    for turn, party in zip(range(ENTRUSTED + 1), offers, strict=False):
        custody = propose(party=party, agency=agency, scope=SCOPE, by=by, synthetic=True)
        if turn:
            confirm(custody=custody, by=cast.speakers[party.pk])


def visit(cast: Cast, party: Party, turn: int, *, is_base: bool) -> SmeContact:
    """One contact; every second one was followed up."""
    topic, text = SAID[turn % (3 if is_base else len(SAID))]
    day = date(2018, 2, 5) + timedelta(days=turn * 9)
    facts = ContactFacts(
        party, day, ContactKind.VISIT if turn % 3 else ContactKind.ADVICE, topic, text, is_base=is_base, follow_up=FOLLOW_UP,
        due_on=day + timedelta(days=30), done_on=day + timedelta(days=28) if turn % 2 else None, synthetic=True,
    )  # fmt: skip
    return record(facts=facts, by=cast.officer(Role.CITY_HANDLER, party.region_id))
