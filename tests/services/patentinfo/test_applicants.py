"""Applicants' names: proposed after a load, judged without contradiction, claimed by an organisation and confirmed by its city."""

from dataclasses import replace

import pytest
from django_scopes import scopes_disabled

from tests.people import HEFEI, NANSHAN, firm, person
from tests.services.patentinfo.samples import BATTERY, FIRM, fill
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.notices.models import Notice
from zhicheng.base.verdicts import Refused
from zhicheng.engine.patents.applicants import normalise
from zhicheng.engine.patents.record import Patent
from zhicheng.services.patentinfo.actions import applicants
from zhicheng.services.patentinfo.models import ApplicantName, Judgement, MergeProposal, NameClaim, NameJudgement
from zhicheng.services.patentinfo.queries import applicants as queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]
KEY = normalise(FIRM.name).key


def under(name: str, number: int) -> Patent:
    """A document of an applicant of this name."""
    return replace(BATTERY, publication=f"CN10193{number:04}A", parties=(replace(FIRM, name=name),))


@pytest.fixture
def officer() -> User:
    return person("深圳经办", Role.CITY_HANDLER)


def same(first: str, second: str, by: User) -> NameJudgement:
    return applicants.judge(first=first, second=second, judgement=Judgement.SAME, by=by)


def test_names_that_differ_in_their_legal_form_are_proposed_until_judged(officer: User) -> None:
    fill(
        [
            under("深圳明锐电池有限公司", 1),
            under("深圳明锐电池有限公司", 2),
            under("深圳明锐电池股份有限公司", 3),
            under("合肥远山水泵有限公司", 4),
        ]
    )
    assert applicants.propose_merges() == 1
    [pair] = MergeProposal.objects.all()
    sides = {pair.first_name: pair.first_patents, pair.second_name: pair.second_patents}
    assert sides == {"深圳明锐电池有限公司": 2, "深圳明锐电池股份有限公司": 1}
    assert pair.reasons[0] == "legal_form"
    applicants.judge(first=pair.second, second=pair.first, judgement=Judgement.DIFFERENT, why="两家", by=officer)
    assert (applicants.propose_merges(), MergeProposal.objects.count()) == (0, 0)
    [judged] = NameJudgement.objects.all()
    assert (judged.first, judged.second, judged.judgement) == (*sorted((pair.first, pair.second)), "different")


def test_a_judgement_that_contradicts_earlier_ones_is_refused_with_the_chain(officer: User) -> None:
    same("甲", "乙", officer)
    same("乙", "丙", officer)
    with pytest.raises(Refused) as refusal:
        applicants.judge(first="丙", second="甲", judgement=Judgement.DIFFERENT, by=officer)
    assert refusal.value.because == (
        "“丙”与“甲”已确认为不同主体，但合并决定又把两者连在一起：丙 → 乙 → 甲。请撤销其中一项决定"
    )
    assert NameJudgement.objects.count() == 2


def test_names_of_two_parties_are_never_one(officer: User) -> None:
    with scopes_disabled():
        ApplicantName.objects.create(party=firm(), name_key="甲")
        ApplicantName.objects.create(party=firm(), name_key="乙")
    with pytest.raises(Refused) as refusal:
        same("甲", "乙", officer)
    assert (refusal.value.code, NameJudgement.objects.count()) == ("two_parties", 0)


def test_a_partys_names_are_those_confirmed_and_those_judged_the_same(officer: User) -> None:
    party = firm()
    with scopes_disabled():
        ApplicantName.objects.create(party=party, name_key="甲")
        ApplicantName.objects.create(party=firm(), name_key="丁")
    same("甲", "乙", officer)
    kept = same("乙", "丙", officer)
    assert queries.keys_of_party(party.pk) == {"甲", "乙", "丙"}
    applicants.withdraw(judgement=kept, by=officer)
    assert queries.keys_of_party(party.pk) == {"甲", "乙"}


def claimed(region: str = NANSHAN) -> NameClaim:
    fill([under(FIRM.name, 1)])
    return applicants.claim_name(name_key=KEY, by=person("企业", Role.ORGANISATION, region))


def test_an_organisation_claims_and_its_city_confirms(officer: User) -> None:
    claim = claimed()
    name = applicants.confirm_claim(claim=claim, by=officer)
    with scopes_disabled():
        assert (name.party_id, name.name_key, NameClaim.objects.count()) == (claim.party_id, KEY, 0)
    assert [notice.subject for notice in Notice.objects.filter(to=claim.by)] == [f"申请人名称“{KEY}”已确认为贵单位"]
    verbs = LogEntry.objects.filter(verb__startswith="applicant_name.").order_by("number")
    assert [(entry.verb, entry.user) for entry in verbs] == [
        ("applicant_name.claimed", claim.by),
        ("applicant_name.confirmed", officer),
    ]


def test_another_citys_officer_does_not_decide_and_does_not_see() -> None:
    claim, stranger = claimed(), person("合肥经办", Role.CITY_HANDLER, HEFEI)
    assert list(queries.claims(stranger)) == []
    with pytest.raises(Refused) as refusal:
        applicants.confirm_claim(claim=claim, by=stranger)
    assert refusal.value.code == "beyond_reach"


def test_who_claimed_does_not_confirm() -> None:
    claim = claimed()
    with pytest.raises(Refused) as refusal:
        applicants.confirm_claim(claim=claim, by=claim.by)
    assert refusal.value.code == "own_claim"


def test_of_two_who_claim_a_name_one_gets_it(officer: User) -> None:
    first = claimed()
    second = applicants.claim_name(name_key=KEY, by=person("另一家", Role.ORGANISATION, NANSHAN))
    applicants.confirm_claim(claim=second, by=officer)
    with pytest.raises(Refused) as refusal:
        applicants.confirm_claim(claim=first, by=officer)
    assert refusal.value.code == "name_taken"
    applicants.refuse_claim(claim=first, why="属于另一家", by=officer)
    with pytest.raises(Refused) as again:
        applicants.refuse_claim(claim=first, why="再退一次", by=officer)
    assert again.value.code == "claim_decided"


@pytest.mark.parametrize(("name_key", "code"), [("没有的名称", "no_such_name"), ("", "no_name")])
def test_names_that_cannot_be_claimed(name_key: str, code: str) -> None:
    fill([under(FIRM.name, 1)])
    with pytest.raises(Refused) as refusal:
        applicants.claim_name(name_key=name_key, by=person("企业", Role.ORGANISATION, NANSHAN))
    assert refusal.value.code == code
