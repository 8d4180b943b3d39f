"""Items as forms: every kind of field reads what people type, refuses in words, and gives back what was kept."""

from typing import Any

import pytest

from tests.people import firm
from tests.services.hall.samples import toml
from zhicheng.base.definitions.kinds import kind_of
from zhicheng.base.definitions.reading import read
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.forms_of_items import display, faults_of_answers, form_for, shown_fields

pytestmark = pytest.mark.django_db
FIELDS: list[dict[str, Any]] = [
    {"code": "project", "label": "项目名称", "kind": "text", "section": "项目", "longest": 10},
    {"code": "about", "label": "说明", "kind": "long_text", "section": "项目", "required": False},
    {"code": "people", "label": "人数", "kind": "number", "section": "项目", "unit": "人", "minimum": 1},
    {"code": "amount", "label": "申请金额", "kind": "money", "section": "项目", "maximum": 100000},
    {"code": "begun", "label": "开始日期", "kind": "date", "section": "项目", "latest": "today"},
    {
        "code": "by", "label": "由谁辅导", "kind": "choice", "section": "辅导",
        "choices": [{"code": "agency", "label": "机构"}, {"code": "own", "label": "自行"}],
    },
    {
        "code": "agency", "label": "辅导机构", "kind": "party", "section": "辅导",
        "shown_if": {"field": "by", "is_one_of": ["agency"]},
    },
    {
        "code": "topics", "label": "内容", "kind": "choices", "section": "辅导",
        "choices": [{"code": "search", "label": "检索"}, {"code": "alert", "label": "预警"}],
    },
    {"code": "listed", "label": "已上市", "kind": "flag", "section": "辅导"},
    {"code": "patents", "label": "专利", "kind": "patents", "section": "专利"},
    {
        "code": "years", "label": "近三年经营", "kind": "table", "section": "专利", "most_rows": 5,
        "columns": [{"code": "year", "label": "年份", "kind": "number"}, {"code": "sales_fen", "label": "收入", "kind": "money"}],
    },
]  # fmt: skip
GOOD = {
    "project": "导航", "about": "", "people": 12, "amount": 128050, "begun": "2018-10-16", "by": "own", "topics": ["search", "alert"],
    "listed": False, "patents": ["CN 201010255577.9"], "years": [{"year": 2017, "sales_fen": 1050}],
}  # fmt: skip


@pytest.fixture
def model() -> ItemDefinition:
    found = read(kind_of("item"), "sample", toml(fields=FIELDS, letter=None)).model
    assert isinstance(found, ItemDefinition)
    return found


def sent(model: ItemDefinition, section: str, **data: Any) -> Any:
    return form_for(model, section, application=None, data=data, files={})


def test_reads_what_people_type_and_keeps_it_in_units(model: ItemDefinition) -> None:
    form = sent(model, "项目", project="导航", people="１２", amount="1,280.50", begun="2018年10月16日", about="")
    assert form.is_valid(), form.errors
    assert form.answers == {"project": "导航", "about": "", "people": 12, "amount": 128050, "begun": "2018-10-16"}


def test_refuses_at_the_field_and_keeps_what_was_typed(model: ItemDefinition) -> None:
    form = sent(model, "项目", project="", people="0", amount="12.345", begun="2999-01-01")
    assert not form.is_valid()
    assert [(code, words.split("（")[0]) for code, _label, words in form.faults] == [
        ("id_project", "请填写“项目名称”"),
        ("id_people", "不能小于 1 人"),
        ("id_amount", "最多写 2 位小数"),
        ("id_begun", "不能晚于今天"),
    ]
    assert form.answers == {"project": "", "about": "", "people": "0", "amount": "12.345", "begun": "2999-01-01"}


def test_a_question_that_is_not_asked_cannot_be_wrong_and_is_not_kept(model: ItemDefinition) -> None:
    form = sent(model, "辅导", by="own", agency="没有登记的公司", topics=["search"])
    assert form.is_valid(), form.errors
    assert form.answers == {"by": "own", "topics": ["search"], "listed": False}
    assert "仅当“由谁辅导”为“机构”时填写" in form["agency"].help_text
    asked = sent(model, "辅导", by="agency", agency="没有登记的公司", topics=["search"])
    assert [label for _id, label, _words in asked.faults] == ["辅导机构"]


def test_finds_an_organisation_by_its_name(model: ItemDefinition) -> None:
    firm("深圳知标辅导有限公司")
    form = sent(model, "辅导", by="agency", agency=" 深圳知标辅导有限公司 ", topics=["search"])
    assert form.is_valid(), form.errors
    assert form.answers["agency"] == "深圳知标辅导有限公司"


def test_names_every_malformed_patent_number(model: ItemDefinition) -> None:
    form = sent(
        model, "专利", patents="201010255577.9\n201010255577.1；abc", years_0_year="2017", years_0_sales_fen="10.5"
    )
    assert not form.is_valid()
    assert [words.split("：")[0] for _id, _label, words in form.faults] == ["201010255577.1", "abc"]
    assert form.answers["years"] == [{"year": 2017, "sales_fen": 1050}]


def test_a_table_names_row_and_column_and_gives_more_rows_without_faults(model: ItemDefinition) -> None:
    wrong = sent(model, "专利", patents="201010255577.9", years_1_year="x", years_1_sales_fen="")
    assert [words for _id, _label, words in wrong.faults] == [
        "第 1 行“年份”：请填写数字，例如 1280.50",
        "第 1 行“收入”：没有填写",
    ]
    more = sent(model, "专利", patents="", years_0_year="x", stay="years")
    assert more.is_valid()
    html = str(more["years"])
    assert 'name="years_3_year"' in html
    assert 'value="x"' in html


def test_gives_back_in_the_form_what_was_kept(model: ItemDefinition) -> None:
    form = form_for(model, "专利", application=None, answers=GOOD)
    assert form["patents"].initial == "CN 201010255577.9"
    html = str(form["years"])
    assert 'value="10.5"' in html
    assert form_for(model, "项目", application=None, answers=GOOD)["amount"].initial == "1280.5"


def test_the_complete_check_says_what_the_pages_say(model: ItemDefinition) -> None:
    assert faults_of_answers(model, GOOD, []) == []
    faults = faults_of_answers(model, GOOD | {"people": "viele", "by": "agency", "years": []}, [])
    assert [(fault.section, fault.code) for fault in faults] == [
        ("项目", "people"),
        ("辅导", "agency"),
        ("专利", "years"),
    ]


def test_reads_answers_aloud(model: ItemDefinition) -> None:
    assert [field.code for field in shown_fields(model, GOOD)] == [
        each["code"] for each in FIELDS if each["code"] != "agency"
    ]
    assert dict(display(model, GOOD)) == {
        "项目": [("项目名称", "导航"), ("说明", "—"), ("人数", "12 人"), ("申请金额", "1,280.50 元"), ("开始日期", "2018-10-16")],
        "辅导": [("由谁辅导", "自行"), ("内容", "检索、预警"), ("已上市", "否")],
        "专利": [("专利", "CN 201010255577.9"), ("近三年经营", "年份 2017，收入 10.50 元")],
    }  # fmt: skip


def test_a_question_that_another_page_makes_needless_is_left_out() -> None:
    fields = [
        {"code": "listed", "label": "已上市", "kind": "flag", "section": "一"},
        {"code": "market", "label": "上市地", "kind": "text", "section": "二", "shown_if": {"field": "listed", "is_one_of": ["true"]}},
        {"code": "since", "label": "上市日", "kind": "date", "section": "二", "shown_if": {"field": "listed", "is_one_of": ["true"]}},
    ]  # fmt: skip
    model = read(kind_of("item"), "sample", toml(fields=fields, letter=None)).model
    assert isinstance(model, ItemDefinition)
    assert list(form_for(model, "二", application=None, answers={"listed": False}).fields) == []
    assert list(form_for(model, "二", application=None, answers={"listed": True}).fields) == ["market", "since"]
    assert [fault.code for fault in faults_of_answers(model, {"listed": True}, [])] == ["market", "since"]
    assert faults_of_answers(model, {"listed": False, "market": ""}, []) == []
