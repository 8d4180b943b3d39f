"""Pages of reviewers, of batches and of publicity, as people use them."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.people import firm, signed_in
from tests.services.hall.reviewing_samples import (
    SCORED_CALL,
    after,
    assigned,
    decided,
    examined,
    expert,
    experts,
    ranked,
    reviewed_item,
    scored,
    under_review,
)
from tests.services.hall.samples import PUBLICISED, call, case, fresh, office, publish_item
from zhicheng.services.hall.actions.reviewing import declare_interest, object_to
from zhicheng.services.hall.models import Call, Interest, Objection, Review, State

pytestmark = pytest.mark.django_db
INVENTED = "本页是演示数据：批次、名额和申请人均为编造。"


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


class TestExpert:
    def test_the_sheet_is_filled_in_and_stays_when_it_is_wrong(self) -> None:
        review = assigned(under_review(), [expert()])[0]
        client, address = signed_in(review.reviewer), f"/hall/reviews/{review.pk}/"
        assert "锂电池专利导航" in text(client, address)
        wrong = client.post(address, {"points_plan": "61", "points_team": "30.3", "comment": "扎实"}).content.decode()
        assert wrong.count("“方案”应在 0 到 60 分之间") == 2
        assert wrong.count("“团队”请按 0.5 分一档打分") == 2
        assert ('value="61"' in wrong, 'value="30.3"' in wrong, "扎实" in wrong) == (True, True, True)
        low = client.post(address, {"points_plan": "20", "points_team": "30"}).content.decode()
        assert "总分 50，低于 60 分，请写明评审意见" in low
        assert client.post(address, {"points_plan": "50", "points_team": "30.5"}).status_code == 302
        assert Review.objects.get(pk=review.pk).scores == {"plan": "50", "team": "30.5"}
        assert "您评了 80.5 分" in text(client, address)

    def test_others_words_are_not_on_the_page_before_all_are_in(self) -> None:
        application, people = under_review(), experts(2)
        first, second = assigned(application, people)
        scored(first, comment="设备陈旧")
        client = signed_in(people[1])
        assert "设备陈旧" not in text(client, f"/hall/reviews/{second.pk}/")
        scored(second)
        assert "设备陈旧" in text(client, f"/hall/reviews/{second.pk}/")

    def test_who_declines_sees_nothing_of_the_case_any_more(self) -> None:
        review = assigned(under_review(), [expert()])[0]
        client, address = signed_in(review.reviewer), f"/hall/reviews/{review.pk}/"
        assert client.post(f"{address}decline/", {"reason": "曾为其代理"}).status_code == 302
        page = text(client, address)
        assert ("曾为其代理" in page, "锂电池专利导航" in page) == (True, False)

    def test_an_interest_is_declared_by_name(self) -> None:
        one, party = expert(), firm("大鹏新能源有限公司")
        client = signed_in(one)
        unknown = client.post("/hall/interests/", {"party": "没有这家公司", "why": "持股"}).content.decode()
        assert unknown.count("没有登记这个单位，请填全称或 18 位统一社会信用代码") == 2
        assert client.post("/hall/interests/", {"party": party.name, "why": "持股"}).status_code == 302
        assert Interest.objects.get().declared_by == one
        assert "已登记 1 项利益关系" in text(client, "/hall/interests/")

    def test_an_officer_ends_an_interest_and_the_expert_has_no_such_way(self) -> None:
        one, party = expert("周专家"), firm("大鹏新能源有限公司")
        made = declare_interest(reviewer=one, party=party, why="持股", by=one)
        address = f"/hall/interests/{made.pk}/end/"
        client = signed_in(office().handler)
        pages = [text(each, "/hall/interests/") for each in (client, signed_in(one))]
        assert [address in page for page in pages] == [True, False]
        assert client.post(address, {"why": "持股已转让"}).status_code == 302
        assert ("解除" in text(client, "/hall/interests/"), address in text(client, "/hall/interests/")) == (
            True,
            False,
        )
        assert signed_in(one).get(address).status_code == 403

    def test_the_list_says_how_many_wait(self, django_assert_max_num_queries: Callable[[int], object]) -> None:
        one = expert()
        for _case in range(3):
            assigned(under_review(), [one])
        client = signed_in(one)
        with django_assert_max_num_queries(15):
            page = text(client, "/hall/reviews/")
        assert "3 件办件等您评审" in page


class TestAssigning:
    def test_a_lot_is_drawn_on_the_page(self) -> None:
        application = under_review()
        experts(4)
        client, address = signed_in(office().handler), f"/hall/applications/{application.pk}/reviewers/"
        assert "须 2 位专家评审，还缺 2 位" in text(client, address)
        assert client.post(address, {"seed": "18"}).status_code == 302
        assert "2 位专家已指派" in text(client, address)
        assert Review.objects.filter(application=application).count() == 2

    def test_those_in_conflict_are_named_with_the_reason_and_not_offered(self) -> None:
        application = under_review()
        one = expert("张三", party=application.party)
        client, address = signed_in(office().handler), f"/hall/applications/{application.pk}/reviewers/"
        assert "张三在申请单位任职，须回避" in text(client, address)
        answer = client.post(address, {"reviewers": [one.pk]})
        assert (answer.status_code, Review.objects.count()) == (200, 0)


class TestCalls:
    def batch(self) -> tuple[Call, list[object]]:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition, quota=1, reserve=1)
        return made, list(examined([("90", "90"), ("80", "80")], definition))

    def test_a_batch_is_announced_on_the_page(self) -> None:
        reviewed_item(call=SCORED_CALL)
        client = signed_in(office().head)
        data = {
            "item": "sample",
            "title": "第一批",
            "opens_on": "2099-01-01",
            "closes_on": "2099-02-01",
            "quota": "5",
            "reserve": "0",
        }
        wrong = client.post("/hall/calls/new/", data | {"closes_on": "2098-01-01"}).content.decode()
        assert wrong.count("截止日不能早于开始日") == 2
        assert client.post("/hall/calls/new/", data).status_code == 302
        assert "第一批" in text(Client(), "/hall/calls/")

    def test_the_ranking_is_the_offices_own(self) -> None:
        made, _cases = self.batch()
        page, own = text(Client(), made.get_absolute_url()), text(signed_in(office().head), made.get_absolute_url())
        assert ("名次" in page.split("<main")[1], "精密仪器" in page, "精密仪器" in own) == (False, False, True)
        Call.objects.update(synthetic=True)
        invented = text(Client(), made.get_absolute_url())
        assert [INVENTED in one for one in (page, own, invented)] == [False, False, True]

    def test_it_is_ranked_on_the_page_with_a_tie(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition, quota=1, reserve=0)
        first, second = examined([("80", "80"), ("80", "80")], definition)
        client = signed_in(office().head)
        with after(made):
            assert "名额边上有同分的办件" in text(client, f"{made.get_absolute_url()}rank/")
            data = {f"order_{first.pk}": "2", f"order_{second.pk}": "1", "why": "首次申请优先"}
            assert client.post(f"{made.get_absolute_url()}rank/", data).status_code == 302
        assert [fresh(one).place for one in (second, first)] == [1, 2]
        assert "首次申请优先" in text(client, made.get_absolute_url())

    def test_the_file_holds_places_and_unrounded_scores(self) -> None:
        made, _cases = self.batch()
        ranked(made)
        answer = signed_in(office().head).get(made.get_absolute_url().rstrip("/") + ".json").json()
        assert [(row["place"], row["score"], row["outlook"]) for row in answer["rows"]] == [
            (1, 90.0, "同意"), (2, 80.0, "列入候补"),
        ]  # fmt: skip

    def test_closing_on_the_page(self) -> None:
        made, _cases = self.batch()
        first, second = ranked(made)
        decided(fresh(first), approved=True)
        decided(fresh(second), approved=False)
        client = signed_in(office().head)
        with after(made):
            assert client.post(f"{made.get_absolute_url()}close/").status_code == 302
        made.refresh_from_db()
        assert (made.state, fresh(second).decision) == ("closed", "refused")


class TestPublicity:
    def test_a_stranger_reads_and_objects_without_account(self) -> None:
        application = case(State.PUBLICISED, definition=publish_item(steps=PUBLICISED))
        client = Client()
        assert application.applicant_name in text(client, "/hall/publicised/")
        address = f"/hall/publicised/{application.pk}/object/"
        empty = client.post(address, {"name": ""}).content.decode()
        assert "有 3 处需要更正" in empty
        data = {"name": "赵某", "contact": "13800000000", "text": "材料与事实不符"}
        assert client.post(address, data).status_code == 302
        assert Objection.objects.get().by is None
        for public in ("/hall/publicised/", "/hall/publicised.csv", "/hall/publicised.json"):
            assert "13800000000" not in text(client, public)

    def test_the_contact_is_on_the_offices_page_only(self) -> None:
        application = case(State.PUBLICISED, definition=publish_item(steps=PUBLICISED))
        made = object_to(application=application, name="赵某", contact="13800000000", text="材料与事实不符", by=None)
        client = signed_in(office().handler)
        assert "13800000000" in text(client, f"/hall/objections/{made.pk}/")
        for page in ("/hall/objections/", "/hall/objections.csv"):
            found = text(client, page)
            assert (application.number in found, "13800000000" in found, "赵某" in found) == (True, False, False)

    def test_the_office_answers(self) -> None:
        application = case(State.PUBLICISED, definition=publish_item(steps=PUBLICISED))
        made = object_to(application=application, name="赵某", contact="13800000000", text="材料与事实不符", by=None)
        client, address = signed_in(office().handler), f"/hall/objections/{made.pk}/"
        assert "请填写“答复”" in client.post(address, {"decision": "upheld"}).content.decode()
        assert client.post(address, {"decision": "upheld", "answer": "材料不实"}).status_code == 302
        assert fresh(application).state == "examined"
        assert "的异议：成立" in text(client, address)
