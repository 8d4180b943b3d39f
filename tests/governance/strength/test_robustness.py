"""What moves the places: kept with every run, and said in words that need no statistics."""

import json

import numpy as np
import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.governance.strength.samples import (
    CODE,
    DOUBTS,
    FIGURES,
    HEFEI,
    SCHEME,
    SHENZHEN,
    XIAN,
    in_force,
    of_year,
    publish_scheme,
    scheme,
    set_figures,
)
from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.regions.models import Region
from zhicheng.engine.composite import Result, build
from zhicheng.governance.strength import queries, robustness, robustness_findings, variants
from zhicheng.governance.strength.actions import evaluate
from zhicheng.governance.strength.models import Evaluation, Robustness
from zhicheng.governance.strength.rebuilding import Rebuilt, rebuilt

NAMES = {SHENZHEN: "深圳", HEFEI: "合肥", XIAN: "西安"}


@pytest.fixture(scope="module")
def _country(module_database: None) -> None:
    publish_scheme(SCHEME + DOUBTS)
    set_figures(2010)
    for code, name in NAMES.items():
        Region.objects.filter(code=code).update(name=f"{name}市", short_name=name)
    evaluate(scheme=CODE)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_country")]


def run() -> Rebuilt:
    return rebuilt(queries.sheet(of_year(2010)))


def study() -> robustness.Study:
    return robustness.study(run(), scheme(SCHEME + DOUBTS).uncertainty)


def places(result: Result) -> dict[str, float]:
    return dict(zip(result.units, result.ranks[:, 0].tolist(), strict=True))


def test_every_run_keeps_its_study_and_the_same_comes_out_again() -> None:
    kept = Robustness.objects.get(evaluation=of_year(2010)).found
    assert kept == json.loads(json.dumps(study().plain()))
    assert robustness.read(kept) == study()


def test_a_study_never_changes() -> None:
    for attempt in (lambda: Robustness.objects.update(found={}), lambda: Robustness.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            attempt()


def test_each_choice_is_tried_alone() -> None:
    tried = [(one.group, one.code) for one in study().choices]
    assert tried == [
        ("normalise", "z_score"), ("normalise", "percentile_rank"), ("aggregate", "geometric"),
        ("weigh", "equal"), ("weigh", "entropy"), ("weigh", "pca"), ("impute", "median"),
        ("drop_indicator", "patents"), ("drop_indicator", "family_size"), ("drop_indicator", "citations_per_patent"),
        ("drop_aspect", "scale"), ("drop_aspect", "quality"),
    ]  # fmt: skip


def test_a_choice_says_what_it_does_to_the_places() -> None:
    found = {(one.group, one.code): one for one in study().choices}
    # Without the patents Hefei leads with 75, Shenzhen has 62.5, Xi'an 0; before it was Shenzhen and then the two others.
    without = found["drop_indicator", "patents"]
    assert (without.first, without.mean_shift, without.largest_shift) == (HEFEI, 1.0, 1.0)
    assert set(without.movers) == {(SHENZHEN, 1, 2), (HEFEI, 2, 1), (XIAN, 2, 3)}
    assert (found["drop_aspect", "scale"].movers, found["drop_aspect", "scale"].first) == (without.movers, HEFEI)
    equal = places(build(run().units, run().data, variants.with_weights_found(run().engine, "equal")))
    moved = [abs(equal[code] - run().result.ranks[i, 0]) for i, code in enumerate(run().units)]
    assert found["weigh", "equal"].mean_shift == pytest.approx(np.mean(moved))


def test_what_cannot_be_computed_says_why() -> None:
    engine = run().engine
    found = robustness.tried(run(), run().result, "weigh", "pca", lambda: variants.with_weights_found(engine, "magic"))
    assert found.fault.startswith("weigh.method")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 2, 3, 4], [1, 2, 4, 3], 2 / 3),
        ([1, 1], [1, 2], 1.0),
    ],
)
def test_kendalls_tau(one: list[float], other: list[float], expected: float) -> None:
    assert robustness.kendall(np.array(one, float), np.array(other, float)) == pytest.approx(expected)


def test_a_scheme_without_doubts_draws_nothing() -> None:
    found = robustness.study(run(), None)
    assert (found.draws, found.factors, len(found.choices)) == (0, (), 12)


# The page.


def test_the_page_begins_with_what_moves_the_places_most(client: Client) -> None:
    page = client.get("/strength/2010/robustness/")
    names = [choice for choice in study().choices if not choice.fault]
    most = max(names, key=lambda one: one.mean_shift)
    assert page.context["heading"].endswith(f"平均变动 {most.mean_shift:.1f} 名")
    assert "每次只换一种做法，共试 12 种" in page.context["lead"]
    assert page.context["factors_words"].startswith("同时变动所有选择，名次平均变动")
    assert len(page.context["table"].rows) == 12
    assert [row.interval.rank_low for row in page.context["intervals_table"].rows] == [1, 2, 2]


def test_the_file_has_every_choice_and_the_whole_study(client: Client) -> None:
    page = client.get("/strength/2010/robustness.json").json()
    assert page["robustness"] == Robustness.objects.get().found
    row = next(row for row in page["rows"] if row["words"] == "不计申请量")
    assert (row["mean_shift"], row["first"], row["kind"]) == (1.0, "合肥", "少一项指标")


def test_the_words_of_weights_and_components() -> None:
    groups = (robustness.Group("strength", ("scale", "quality"), (0.6, 0.4), (0.3, 0.7), (0.5, 0.8), (0.5, 0.8), 0.2),)
    names = page_names()
    assert robustness_findings.weights_words(groups, names) == (
        "设定的权重不等于实际的影响：“数量”设定 60%，对总分的实际影响只有约 30%。"
    )


def page_names() -> robustness_findings.Names:
    return robustness_findings.Names(scheme(), {})


def test_a_run_without_a_study_says_so(client: Client) -> None:
    old = of_year(2010)
    Evaluation.objects.filter(pk=old.pk).update(state="superseded")
    old.pk, old.run, old.state = None, old.run + 1, "published"
    old._state.adding = True
    old.save(force_insert=True)
    assert "这一次发布没有稳健性分析" in client.get("/strength/2010/robustness/").content.decode()
    assert client.get("/strength/2010/robustness.json").json()["rows"] == []


def test_only_officers_are_led_to_the_simulator(client: Client) -> None:
    link = 'href="/strength/2010/simulate/"'
    officer = signed_in(person(role=Role.CITY_HANDLER, region=HEFEI))
    assert link in officer.get("/strength/2010/robustness/").content.decode()
    for other in (client, signed_in(person(role=Role.ORGANISATION))):
        assert link not in other.get("/strength/2010/robustness/").content.decode()


@pytest.mark.parametrize("count", [3, 50])
def test_queries_do_not_grow_with_the_cities(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    codes = [f"{40 + i // 20}{1 + i % 20:02}00" for i in range(count)]
    cities = {code: (5.0 + i, 2.0 + i % 7, 1.0 + i % 11) for i, code in enumerate(codes)}
    set_figures(2010, {**dict.fromkeys(FIGURES, (None, None, None)), **cities})
    in_force("strength", CODE, SCHEME + DOUBTS)
    evaluate(scheme=CODE, years=[2010])
    with django_assert_max_num_queries(6):
        assert len(client.get("/strength/2010/robustness/").context["intervals_table"].rows) == count
