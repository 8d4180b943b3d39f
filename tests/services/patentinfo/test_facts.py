"""What conditions learn about patents: one application counts once, ended rights not at all, unknown is not zero."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from tests.people import firm
from tests.services.patentinfo.samples import BATTERY, CITING, FIRM, GRANT, SCHOOL, fill
from zhicheng.base.parties.models import Party
from zhicheng.engine.patents.applicants import normalise
from zhicheng.engine.patents.record import LegalState
from zhicheng.services.hall import asking
from zhicheng.services.patentinfo.models import ApplicantName
from zhicheng.services.patentinfo.queries.portfolios import Portfolio, portfolios

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]
LONG_AGO = timezone.localdate() - timedelta(days=36500)
RECENTLY = timezone.localdate() - timedelta(days=100)


def named(party: Party, name: str) -> Party:
    with scopes_disabled():
        ApplicantName.objects.create(party=party, name_key=normalise(name).key)
    return party


def test_rights_and_filings_of_everybody_and_of_one_are_the_same() -> None:
    lapsed = replace(CITING, publication="CN202111112U", application="CN201120000002U", state=LegalState.LAPSED)
    fresh = replace(BATTERY, publication="CN111111111A", application="CN202610000001A", filed_on=RECENTLY)
    schools = replace(GRANT, publication="CN101933424B", application="CN201010255578A", parties=(SCHOOL,))
    fill([BATTERY, GRANT, lapsed, fresh, schools])
    party, school, nobody = named(firm(), FIRM.name), named(firm(), SCHOOL.name), firm()
    since = RECENTLY - timedelta(days=1)
    expected = {
        party.pk: Portfolio(in_force=1, inventions_in_force=1, filed=1, inventions_filed=1),
        school.pk: Portfolio(in_force=1, inventions_in_force=1, filed=0, inventions_filed=0),
    }
    assert portfolios(None, since) == expected
    assert portfolios([party.pk, school.pk, nobody.pk], since) == expected
    assert portfolios([party.pk], since) == {party.pk: expected[party.pk]}
    assert portfolios([nobody.pk], since) == {}


def test_facts_tell_unknown_from_none() -> None:
    fill([BATTERY])
    without_patents, nobody = named(firm(), "没有专利的公司"), firm()
    fact = asking.find("patents.in_force")
    share = asking.find("patents.invention_share_3y")
    assert fact is not None
    assert share is not None
    assert fact.say is not None
    assert fact.read(None, "") == {without_patents.pk: 0.0}
    assert share.read(None, "") == {}
    assert fact.absent is None
    assert fact.say(nobody.pk, "").text == "还没有确认过申请人名称，不知道哪些专利属于本单位"
    assert fact.say(without_patents.pk, "").text.startswith("有效专利 0 件，其中发明 0 件；")
