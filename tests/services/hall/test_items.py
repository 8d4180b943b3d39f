"""The hall's front: the list of items, the guide of one, on the page and as a Word document."""

from io import BytesIO

import docx
import pytest
from django.test import Client

from tests.people import firm, person, signed_in
from tests.services.hall.samples import publish_item
from zhicheng.base.accounts.models import Role
from zhicheng.services.hall.conditions import address_of

pytestmark = pytest.mark.django_db
CONDITION = {
    "code": "small", "text": "是小型企业", "fact": "party.size", "test": "equals", "value": "small",
    "pass_text": "登记为小型企业。", "fail_text": "登记的规模不是小型。",
}  # fmt: skip


def test_lists_items_by_kind_audience_and_words(client: Client) -> None:
    publish_item("navigation", title="专利导航资助")
    publish_item("course", title="知识产权培训", service_kind="training", audience=["agency"], summary="讲课。")
    rows = client.get("/hall.json").json()["rows"]
    assert [row["title"] for row in rows] == ["专利导航资助", "知识产权培训"]
    assert [row["title"] for row in client.get("/hall.json?for=agency").json()["rows"]] == ["知识产权培训"]
    assert [row["title"] for row in client.get("/hall.json?q=导航").json()["rows"]] == ["专利导航资助"]
    page = client.get("/hall/?kind=training").content.decode()
    assert "找到 1 个事项" in page


def test_guide_says_all_that_is_needed(client: Client) -> None:
    publish_item(
        conditions=[CONDITION],
        materials=[{"code": "licence", "label": "营业执照", "note": "复印件"}],
        questions=[{"question": "多久能办好", "answer": "二十个工作日。"}],
    )
    page = client.get("/hall/items/sample/").content.decode()
    for words in (
        "专利导航资助",
        "是小型企业",
        "营业执照",
        "20 个工作日（设定值）",
        "不收费",
        "常年受理",
        "测试用依据",
        "多久能办好",
    ):
        assert words in page
    # The table of steps has a caption of its own under the heading.
    assert (page.count("办理步骤与时限"), "<b>从提交到办结的各个环节</b>" in page) == (1, True)
    word = client.get("/hall/items/sample/guide.docx")
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(word.content)).paragraphs)
    assert [line for line in text.splitlines() if "、" in line[:3]] == [
        "一、事项概况", "二、设定依据", "三、申请条件", "四、办理材料", "五、填报内容", "六、办理步骤与时限", "七、常见问题",
    ]  # fmt: skip


def test_an_organisation_sees_what_it_meets_and_a_stranger_does_not() -> None:
    publish_item(conditions=[CONDITION])
    party = firm("南山光电有限公司")
    page = signed_in(person(role=Role.ORGANISATION, party=party)).get("/hall/items/sample/").content.decode()
    assert "南山光电有限公司，按" in page
    other = signed_in(person(role=Role.EXPERT)).get("/hall/items/sample/").content.decode()
    assert "南山光电" not in other
    assert "核对结果" not in other


def test_an_unknown_item_says_so(client: Client) -> None:
    answer = client.get("/hall/items/nothing/")
    assert answer.status_code == 404
    assert "没有这个事项" in answer.content.decode()


def test_routes_that_are_missing_lead_nowhere() -> None:
    assert address_of("hall:nowhere") == ""
