import csv
import gzip
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest

from zhicheng.engine.patents.applicants import Applicant, Proposal, Reason, normalise, propose

DRONES = (
    Path(os.environ.get("ZHICHENG_SHARED_DATA", Path(__file__).parents[4] / "shared/data"))
    / "patents_world/drones_applicants_15776.csv.gz"
)
CODE, OTHER_CODE = "91440300708461136T", "91110000600037341L"


def _reasons(*applicants: Applicant) -> list[tuple[str, str, float, tuple[Reason, ...]]]:
    return [(each.left, each.right, each.score, each.reasons) for each in propose(applicants)]


def test_the_same_name_and_the_same_code_are_certain() -> None:
    assert _reasons(
        Applicant("1", "华为技术有限公司", uscc=OTHER_CODE),
        Applicant("2", "華為技術有限責任公司"),
        Applicant("3", "深圳甲乙丙有限公司", uscc=CODE),
        Applicant("4", "东莞丁戊己有限公司", uscc=CODE),
    ) == [
        ("1", "2", 1.0, (Reason.SAME_NAME, Reason.LEGAL_FORM)),
        ("3", "4", 1.0, (Reason.SAME_USCC,)),
    ]


def test_two_codes_are_two_organisations_whatever_their_names() -> None:
    assert (
        _reasons(Applicant("1", "华为技术有限公司", uscc=CODE), Applicant("2", "华为技术有限公司", uscc=OTHER_CODE))
        == []
    )


def test_another_form_or_place_suffix_a_former_name_and_a_branch_are_proposed() -> None:
    assert _reasons(
        Applicant("a", "深圳市甲乙丙科技有限公司"),
        Applicant("b", "深圳甲乙丙科技股份有限公司"),
        Applicant("c", "丁戊电子有限公司"),
        Applicant("d", "己庚电子有限公司", former_names=("丁戊电子有限责任公司",)),
        Applicant("e", "辛壬有限公司"),
        Applicant("f", "辛壬有限公司无锡分公司"),
    ) == [
        ("c", "d", 0.95, (Reason.FORMER_NAME,)),
        ("a", "b", 0.9, (Reason.LEGAL_FORM, Reason.SIMILAR)),
        ("e", "f", 0.7, (Reason.BRANCH,)),
    ]


def test_a_slip_of_the_pen_is_proposed_and_shared_facts_raise_the_score() -> None:
    plain = [Applicant("1", "Texas Instruments Incorporated"), Applicant("2", "Texas Insturments Incorporated")]
    assert _reasons(*plain) == [("1", "2", 0.799, (Reason.SIMILAR,))]
    sharing = [
        Applicant(each.identifier, each.name, addresses=frozenset({"Dallas"}), inventors=frozenset({"Kilby"}))
        for each in plain
    ]
    assert _reasons(*sharing) == [("1", "2", 0.899, (Reason.SIMILAR, Reason.SHARED_ADDRESS, Reason.SHARED_INVENTORS))]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("中国电子科技集团公司第二十八研究所", "中国电子科技集团公司第二十九研究所"),
        ("北京新能源汽车动力技术有限公司", "上海新能源汽车动力技术有限公司"),
        ("The United States of America as represented by the Secretary of the Army", "The United States of America as represented by the Secretary of the Navy"),
        ("Samsung SDI Co. Ltd.", "Samsung SDS Co. Ltd."),
        ("University of Maryland Baltimore", "University of Maryland Baltimore County"),
        ("大疆", "大江"),
    ],
)  # fmt: skip
def test_names_that_look_alike_but_are_others_are_not_proposed(left: str, right: str) -> None:
    assert propose([Applicant("1", left), Applicant("2", right)]) == ()


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    applicants = [
        Applicant(str(n), name)
        for n, name in enumerate(["Google Inc", "Google LLC", "GOOGLE, INC.", "Goggle Inc", "华为有限公司"])
    ]
    assert propose(applicants) == propose(reversed(applicants))


def _pairs(cluster_of: Mapping[str, str]) -> set[tuple[str, str]]:
    members = defaultdict(list)
    for name, cluster in cluster_of.items():
        members[cluster].append(name)
    return {pair for group in members.values() for pair in combinations(sorted(group), 2)}


@pytest.fixture(scope="module")
def cleaned() -> dict[str, str]:
    """Raw name → the name that the compilers of the drone patents gave it, where their rows leave no doubt."""
    if not DRONES.exists():
        pytest.skip(f"{DRONES.name} is not at hand")
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with gzip.open(DRONES, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            raw, clean = _split(row["applicant"]), _split(row["applicant_cleaned"])
            for name in raw:
                if len(clean) == 1 or (len(raw) == len(clean) and name in clean):
                    votes[name][clean[0] if len(clean) == 1 else name] += 1
    return {name: found.most_common(1)[0][0] for name, found in votes.items()}


def _split(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(";") if name.strip()]


def test_measured_against_names_cleaned_by_others(cleaned: dict[str, str]) -> None:
    """The figures of docs/developer/patents.md, as lower bounds: the compilers overlooked most of what counts as wrong here."""
    truth = _pairs(cleaned)
    same = _pairs({name: normalise(name).key or name for name in cleaned})
    proposed = {(each.left, each.right) for each in propose(Applicant(name, name) for name in cleaned)}
    assert len(truth) == 739
    assert _share(same & truth, same) > 0.83
    assert _share(same & truth, truth) > 0.40
    assert _share(proposed & truth, proposed) > 0.73
    assert _share(proposed & truth, truth) > 0.66


def _share(part: set[tuple[str, str]], whole: set[tuple[str, str]]) -> float:
    return len(part) / len(whole)


def test_every_proposal_has_a_score_and_its_reasons(cleaned: dict[str, str]) -> None:
    proposals = propose(Applicant(name, name) for name in cleaned)
    assert [
        each for each in proposals if not (0.7 <= each.score <= 1 and each.reasons and each.left < each.right)
    ] == []
    assert proposals == tuple(sorted(proposals, key=_best_first))


def _best_first(proposal: Proposal) -> tuple[float, str, str]:
    return (-proposal.score, proposal.left, proposal.right)
