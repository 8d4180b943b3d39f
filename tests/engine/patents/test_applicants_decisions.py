import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.patents.applicants import (
    Applicant,
    Basis,
    Decision,
    DecisionConflict,
    Group,
    LinkConflict,
    PartyLink,
    Verdict,
    groups,
    link,
)

CODE, OTHER_CODE = "91440300708461136T", "91110000600037341L"


def _merge(left: str, right: str) -> Decision:
    return Decision(left, right, Verdict.MERGE)


def _apart(left: str, right: str) -> Decision:
    return Decision(left, right, Verdict.APART)


def test_merges_chain_and_the_group_is_named_by_its_smallest() -> None:
    assert groups("abcde", [_merge("c", "b"), _merge("c", "d"), _apart("a", "e")]) == (
        Group("a", ("a",)), Group("b", ("b", "c", "d")), Group("e", ("e",)),
    )  # fmt: skip


def test_a_later_decision_about_the_same_two_replaces_the_earlier() -> None:
    decisions = [_merge("a", "b"), _apart("b", "a"), _merge("a", "b"), _apart("a", "b")]
    assert groups("ab", decisions) == (Group("a", ("a",)), Group("b", ("b",)))
    assert groups("ab", decisions[:3]) == (Group("a", ("a", "b")),)


def test_a_conflict_names_both_and_the_chain_between() -> None:
    with pytest.raises(DecisionConflict) as caught:
        groups("", [_merge("甲", "乙"), _merge("乙", "丙"), _merge("丙", "丁"), _merge("甲", "戊"), _apart("丁", "甲")])
    assert {caught.value.left, caught.value.right} == {"甲", "丁"}
    assert set(caught.value.chain) == {"甲", "乙", "丙", "丁"}
    assert "丙" in str(caught.value)
    assert "已确认为不同主体" in str(caught.value)


def _conflict(decisions: list[Decision]) -> DecisionConflict | None:
    try:
        groups("", decisions)
    except DecisionConflict as conflict:
        return conflict
    return None


names = st.sampled_from("abcdefgh")
decision_lists = st.lists(st.builds(Decision, names, names, st.sampled_from(Verdict)), max_size=12)


@given(decision_lists)
def test_groups_part_everybody_respect_every_decision_and_do_not_depend_on_order(
    decisions: list[Decision],
) -> None:
    last = {frozenset((each.left, each.right)): each for each in decisions if each.left != each.right}
    if conflict := _conflict(decisions):
        assert last[frozenset((conflict.left, conflict.right))].verdict is Verdict.APART
        steps = zip(conflict.chain, conflict.chain[1:], strict=False)
        assert {last[frozenset(step)].verdict for step in steps} == {Verdict.MERGE}
        return
    found = groups("abcdefgh", decisions)
    group_of = {member: group.identifier for group in found for member in group.members}
    assert sorted(group_of) == list("abcdefgh")
    assert sum(len(group.members) for group in found) == 8
    for each in last.values():
        assert (group_of[each.left] == group_of[each.right]) == (each.verdict is Verdict.MERGE)
    assert groups(reversed("abcdefgh"), sorted(last.values(), key=repr)) == found


def test_a_party_is_linked_by_its_code_or_by_a_confirmed_name() -> None:
    applicants = {
        each.identifier: each
        for each in (
            Applicant("a", "甲公司", uscc=CODE),
            Applicant("b", "甲厂"),
            Applicant("c", "乙"),
            Applicant("d", "丙"),
        )
    }
    found = groups(applicants, [_merge("a", "b")])
    assert link(found, applicants, {"c": OTHER_CODE}) == (
        PartyLink("a", CODE, Basis.USCC), PartyLink("c", OTHER_CODE, Basis.CONFIRMED_NAME),
    )  # fmt: skip


def test_a_group_with_two_codes_is_a_conflict_that_names_them() -> None:
    applicants = {
        each.identifier: each
        for each in (Applicant("a", "甲公司", uscc=CODE), Applicant("b", "乙公司", uscc=OTHER_CODE))
    }
    with pytest.raises(LinkConflict, match=f"“a”一组对应多个统一社会信用代码：{OTHER_CODE}、{CODE}。请把不同主体分开"):
        link(groups(applicants, [_merge("a", "b")]), applicants, {})
