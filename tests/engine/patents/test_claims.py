"""Dependent claims below those they refer to."""

import pytest

from zhicheng.engine.patents.claims import Claim, claim_tree


def shape(*texts: str) -> list[tuple[int, int, int]]:
    return [(claim.number, claim.parent, claim.depth) for claim in claim_tree(texts)]


def test_a_tree_of_chinese_claims() -> None:
    found = shape(
        "1. 一种电池冷却装置，其特征在于，包括冷板和水泵。",
        "2、根据权利要求1所述的装置，其特征在于，所述冷板为双层。",
        "3．如权利要求 2 或 1 所述的装置，其特征在于，所述水泵为两台。",
        "4. 一种使用权利要求1至3中任一项所述装置的方法。",
        "5. 一种车辆，其特征在于，包括底盘。",
    )
    assert found == [(1, 0, 0), (2, 1, 1), (3, 2, 2), (4, 1, 1), (5, 0, 0)]


def test_numbers_are_taken_from_the_order_where_none_are_written() -> None:
    assert claim_tree(["A drone.", "The drone of Claim 1, wherein it flies."]) == (
        Claim(1, "A drone.", 0, 0),
        Claim(2, "The drone of Claim 1, wherein it flies.", 1, 1),
    )


@pytest.mark.parametrize(
    "text", ["1. 根据权利要求1所述的装置。", "1. 根据权利要求7所述的装置。", "1. 根据权利要求0所述的装置。", ""]
)
def test_a_reference_that_leads_nowhere_is_none(text: str) -> None:
    assert shape(text) == [(1, 0, 0)]


def test_no_claims_make_no_tree() -> None:
    assert claim_tree([]) == ()


def test_a_chain_of_a_thousand_claims_is_read() -> None:
    texts = ["一种装置。", *(f"根据权利要求{number}所述的装置。" for number in range(1, 1000))]
    assert claim_tree(texts)[-1].depth == 999


def test_a_late_mention_is_no_reference() -> None:
    assert shape("一种装置。", "一种方法，" + "包括步骤，" * 60 + "使用权利要求1的装置。") == [(1, 0, 0), (2, 0, 0)]
