"""The items that the platform ships: all are there, whole, honest about what is assumed, and can be filled in."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django_scopes import scopes_disabled

from zhicheng.base.definitions.queries import current_models
from zhicheng.base.parties.models import Kind, Party
from zhicheng.governance.support.outcomes import SUPPORT_ITEMS
from zhicheng.portal.demonstration.answers import Applicant, answers_for, papers_for
from zhicheng.services.hall import clock
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.forms_of_items import faults_of_answers

OUTCOMES = {
    "advantage_enterprise_cultivation": "cultivation.designate",
    "base_filing": "cultivation.designate",
    "brand_agency": "cultivation.designate",
    "county_pilot": "counties.start_cultivation",
    "demonstration_enterprise_cultivation": "cultivation.designate",
    "expert_consultation": "support.arrange_guidance",
    "gbt29490_coaching": "standards.coach",
    "gbt29490_subsidy": "finance.subsidise",
    "general_question": "",
    "ip_town": "cultivation.designate",
    "mentor_request": "mentoring.assign",
    "outlet_filing": "outlets.open",
    "patent_listing": "exchange.list",
    "pledge_subsidy": "finance.subsidise",
    "rights_aid": "aid.open_case",
    "service_voucher": "vouchers.issue",
    "support_finance": "support.give",
    "support_navigation": "support.give",
    "support_operation": "support.give",
    "support_protection_centre": "support.give",
    "training_enrolment": "training.enrol",
}
TOPICS_OF_GUARANTEE_FOUR = ["战略规划制定", "重大政策出台", "重大事件协调"]
KINDS_OF_GUARANTEE_FIVE = ["知识产权保护中心", "知识产权运营", "专利导航创新质量评价", "金融服务创新"]


def shipped() -> dict[str, ItemDefinition]:
    folder = Path(settings.DEFINITIONS_DIR) / "items"
    return {
        path.stem: ItemDefinition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.toml"))
    }


def labels(item: str, field: str) -> list[str]:
    return [one.label for each in shipped()[item].fields if each.code == field for one in each.choices]


def test_every_item_of_the_issue_is_there_and_leads_to_its_outcome() -> None:
    assert {code: model.outcome for code, model in shipped().items()} == OUTCOMES


def test_each_is_complete_free_of_charge_and_says_that_its_limits_are_assumed() -> None:
    for code, model in shipped().items():
        found = (len(model.questions) >= 3, model.fee_fen, model.limits_basis, bool(model.fields), bool(model.contact))
        assert (code, *found) == (code, True, 0, "assumed", True, True)


def test_one_item_asks_for_a_file_in_its_form() -> None:
    files = [(code, field.label) for code, model in shipped().items() for field in model.files]
    assert files == [("patent_listing", "签字盖章的承诺书")]
    assert (
        "commitment" in {code for code, _file in papers_for(shipped()["patent_listing"], {"is_clear": True})}
    ) is True


def test_amounts_are_marked_as_settings() -> None:
    benefits = {
        code: model.benefit for code, model in shipped().items() if any(sign.isdigit() for sign in model.benefit)
    }
    assert sorted(benefits) == ["gbt29490_subsidy", "pledge_subsidy", "service_voucher"]
    assert [code for code, words in benefits.items() if "设定值" not in words] == []


def test_the_choices_of_the_plan_s_guarantees() -> None:
    assert labels("expert_consultation", "topic") == TOPICS_OF_GUARANTEE_FOUR
    assert [str(kind.label) for kind in SUPPORT_ITEMS] == KINDS_OF_GUARANTEE_FIVE
    given = {item: shipped()[item].outcome_with for item in SUPPORT_ITEMS.values()}
    assert given == {item: {"kind": kind.value} for kind, item in SUPPORT_ITEMS.items()}


def test_the_official_table_of_the_advantage_enterprise_gives_its_88_known_points() -> None:
    sheets = [step.score_sheet for step in shipped()["advantage_enterprise_cultivation"].steps if step.score_sheet]
    assert [sum(one.points for one in sheet) for sheet in sheets] == [88]


@pytest.fixture
def everywhere() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.mark.installed
@pytest.mark.django_db
@pytest.mark.usefixtures("everywhere")
def test_each_form_can_be_filled_in_without_a_fault() -> None:
    party, bank = Party.objects.filter(kind=Kind.ENTERPRISE).order_by("pk")[0], Party.objects.filter(kind=Kind.BANK)[0]
    applicant = Applicant(party, clock.today(), ("ZL200810000001.0",), bank, Random(5))
    for code, model in current_models("item").items():
        assert isinstance(model, ItemDefinition)
        given = answers_for(model, applicant)
        faults = [str(one) for one in faults_of_answers(model, given, party_id=party.pk)]
        papers = {one.label for one in (*model.materials, *model.files)}
        assert (code, [words for words in faults if words.split("：")[0] not in papers]) == (code, [])
        assert len(papers_for(model, given)) <= len(model.materials)
