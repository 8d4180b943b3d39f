"""Who loads patents, puts versions back and puts applicants' names in order."""

from collections.abc import Mapping

import pytest
from django_scopes import scopes_disabled

from tests.people import person
from tests.permissions import OWN_REGION, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.models import CITY_OFFICERS, OF_PARTIES, Role
from zhicheng.services.patentinfo import incoming
from zhicheng.services.patentinfo.models import Judgement, Load, LoadState, MergeProposal, NameClaim, NameJudgement

pytestmark = pytest.mark.installed

OFFICERS = CITY_OFFICERS | {Role.PROVINCIAL, Role.NATIONAL}


def done(_place: Place) -> Mapping[str, int]:
    """A load that ended."""
    files = [{"name": "a.csv", "sha256": "0" * 64, "bytes": 1, "where": incoming.UPLOAD}]
    made = Load.objects.create(source="测试", format_code="cnipa", files=files, state=LoadState.DONE, version=1)
    return {"pk": made.pk}


def pair(_place: Place) -> Mapping[str, int]:
    made = MergeProposal.objects.create(
        first="甲",
        second="乙",
        first_name="甲",
        second_name="乙",
        first_patents=1,
        second_patents=1,
        score=0.9,
        reasons=["similar"],
    )
    return {"pk": made.pk}


def judgement(_place: Place) -> Mapping[str, int]:
    made = NameJudgement.objects.create(
        first="a", second="b", judgement=Judgement.SAME, by=person("判", Role.NATIONAL, None)
    )
    return {"pk": made.pk}


def claim(place: Place) -> Mapping[str, int]:
    with scopes_disabled():
        by = person("提", Role.ORGANISATION, place.region, party=place.party)
        return {"pk": NameClaim.objects.create(party=place.party, name_key="某公司", by=by).pk}


NEAR = dict.fromkeys(OFFICERS, OWN_REGION)
MATRIX = Matrix(
    *page_and_twins("patentinfo:loads", allowed=OFFICERS),
    *page_and_twins("patentinfo:versions", allowed=OFFICERS),
    *page_and_twins("patentinfo:load_rejects", done, allowed=OFFICERS),
    Route("patentinfo:load_new", allowed=OFFICERS),
    Route("patentinfo:load", done, allowed=OFFICERS),
    Route("patentinfo:load_state", done, allowed=OFFICERS),
    Route("patentinfo:load_discard", done, method="POST", data={}, answer=403, allowed=OFFICERS),
    Route("patentinfo:load_resume", done, method="POST", data={}, answer=403, allowed=OFFICERS),
    Route("patentinfo:load_give_up", done, method="POST", data={}, answer=403, allowed=OFFICERS),
    Route("patentinfo:roll_back", {"number": 999}, answer=404, allowed=OFFICERS),
    *page_and_twins("patentinfo:applicants", allowed=OFFICERS),
    *page_and_twins("patentinfo:applicants_judged", allowed=OFFICERS),
    Route("patentinfo:applicant_pair", pair, allowed=OFFICERS),
    Route("patentinfo:applicant_withdraw", judgement, allowed=OFFICERS),
    Route("patentinfo:applicant_claim", claim, allowed=NEAR),
    Route("patentinfo:claim_name", method="POST", data={"name_key": "没有的名称"}, answer=409, allowed=OF_PARTIES),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
