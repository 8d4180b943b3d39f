"""One release: what it holds, that it is the same each time, and who may make it."""

import csv
import io
from datetime import date
from functools import partial

import pytest
from django.db import ProgrammingError, connection, transaction
from django_scopes import scopes_disabled
from pytest_django import Settings

from tests.governance.assessment import samples as assessments
from tests.governance.releases import samples
from tests.governance.rounds import samples as rounds
from tests.people import firm, person
from tests.racing import race
from tests.services.standards.samples import certified
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.verdicts import Refused
from zhicheng.engine.packages import sha256
from zhicheng.governance.assessment.models import Round as Assessment
from zhicheng.governance.indicators.actions import recompute
from zhicheng.governance.indicators.models import Figure
from zhicheng.governance.releases import actions, checking, making, package, queries, signing
from zhicheng.governance.releases.making import Occasion
from zhicheng.governance.releases.models import Release
from zhicheng.services.standards.models import Certificate

pytestmark = pytest.mark.django_db

# Shenzhen: 福田 1 and 1, 南山 1 and 2 of one firm; Hefei: 蜀山 1 and 1.
COUNTS = """indicator,region,year,unit,records,total
certificates_issued,340104,2009,-1,1,
certificates_issued,340104,2010,-1,1,
certificates_issued,440304,2009,-1,1,
certificates_issued,440304,2010,-1,1,
certificates_issued,440305,2009,-1,1,
certificates_issued,440305,2010,-1,2,
firms_certified,340104,2009,340104000000,1,
firms_certified,340104,2010,340104000000,1,
firms_certified,440304,2009,440304000000,1,
firms_certified,440304,2010,440304000000,1,
firms_certified,440305,2009,440305000000,1,
firms_certified,440305,2010,440305000000,2,
"""
FORMULAS = """indicator,region,period,value,records,state
certificates_growth,340000,2010,0,,final
certificates_growth,340100,2010,0,,final
certificates_growth,340104,2010,0,,final
certificates_growth,440000,2010,0.5,,final
certificates_growth,440300,2010,0.5,,final
certificates_growth,440304,2010,0,,final
certificates_growth,440305,2010,1,,final
certificates_per_patent,340100,2009,0.2,,final
certificates_per_patent,340100,2010,0.2,,final
certificates_per_patent,440300,2009,0.0190476190476,,final
certificates_per_patent,440300,2010,0.0285714285714,,final
"""
OWN = ["README.txt", "dictionary.csv", "manifest.json", "manifest.sig", "method.md", "public-key.pem"]
FIGURES = ["base", "counted", "counts", "datasets", "formulas", "record_sets", "regions", "registers"]
STRENGTH = ["README.txt", "figures.csv", "intervals.csv", "left_out.csv", "manifest.json", "scheme.toml", "scores.csv"]


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


def test_a_release_holds_definitions_figures_counts_targets_and_scores() -> None:
    files = samples.unpacked(samples.content())
    codes = sorted([*samples.INDICATORS, "patents", "family_size", "citations_per_patent"])
    assert sorted(files) == sorted(
        [
            *OWN,
            *(f"definitions/indicator/{code}.toml" for code in codes),
            "definitions/layout/city_patents.toml",
            "definitions/plan/2010.toml",
            *(f"figures/{name}.csv" for name in FIGURES),
            "plans/targets.csv",
            *(f"strength/small/{name}" for name in STRENGTH),
        ]
    )
    assert files["figures/counts.csv"].decode() == COUNTS
    assert files["figures/formulas.csv"].decode() == FORMULAS
    assert [row for row in rows(files["figures/counted.csv"]) if row[1] == "440300"] == [
        ["certificates_issued", "440300", "2009", "2", "2", "final"],
        ["certificates_issued", "440300", "2010", "3", "3", "final"],
        ["firms_certified", "440300", "2009", "2", "2", "final"],
        ["firms_certified", "440300", "2010", "2", "3", "final"],
    ]
    assert files["plans/targets.csv"].decode() == "target,region,met\ngrowth,340100,0\ngrowth,440300,1\n"
    assert files["definitions/plan/2010.toml"].decode() == samples.PLAN


def test_the_digest_of_records_is_that_of_their_sorted_numbers() -> None:
    made = samples.released()
    files = samples.unpacked(queries.content_of(made))
    with scopes_disabled():
        held = Certificate.objects.filter(holder__region="440305", issued_on__year=2010).order_by("pk")
        digest = sha256("\n".join(str(pk) for pk in held.values_list("pk", flat=True)).encode())
    assert ["certificates", "440305", "2010", "2", digest] in rows(files["figures/record_sets.csv"])


def test_the_manifest_says_what_it_is() -> None:
    said = package.taken_apart(samples.content()).manifest
    chosen = ("format", "number", "name", "year", "demonstration", "previous", "corrects", "parts", "seeds", "code")
    assert {name: said[name] for name in chosen} == {
        "format": "zhicheng-release/1",
        "number": "2010-1",
        "name": "zhicheng-release-2010-1.zip",
        "year": 2010,
        "demonstration": True,
        "previous": None,
        "corrects": None,
        "parts": {"figures": "指标数据", "plans": "工作计划的目标", "strength": "专利实力评价"},
        "seeds": {"strength/small": 7},
        "code": {"version": package.version(), "sha256": package.code_sha256()},
    }
    assert said["caution"] == "演示发布：由演示系统发布，含虚构的演示数据，不是国家或地方的正式结果。"
    assert said["key_fingerprint"] == signing.fingerprint(signing.public_key())


def test_every_column_of_every_table_has_a_meaning() -> None:
    files = samples.unpacked(samples.content())
    said = {(row[0], row[1]): row[2] for row in rows(files["dictionary.csv"])[1:]}
    heads = {(name, column) for name in files if name.endswith(".csv") for column in rows(files[name])[0]}
    assert (set(said), [key for key, words in said.items() if not words]) == (heads, [])


def test_what_is_stored_beside_the_file_agrees_with_it() -> None:
    made = samples.released()
    content = queries.content_of(made)
    found = package.taken_apart(content)
    assert (made.sha256, made.size, made.number, made.serial) == (sha256(content), len(content), "2010-1", 1)
    assert (made.manifest, made.signature) == (found.manifest, found.files["manifest.sig"].hex())


def test_making_it_again_gives_the_same_bytes() -> None:
    made = samples.released()
    again = making.put_together(making.freeze(samples.YEAR), Occasion(made.number, made.made_at))
    assert again == queries.content_of(made)


def test_numbers_of_firms_say_nothing_of_them() -> None:
    """The same certificates registered in another order, so with other keys, give the same counts."""
    rounds.published(samples.country(backwards=True))
    made = samples.released(rounds.national("制作人"))
    assert samples.unpacked(queries.content_of(made))["figures/counts.csv"].decode() == COUNTS


def test_a_stranger_checks_all_of_it() -> None:
    verification = checking.verify(samples.content(), key=signing.public_key())
    assert [(one.subject, one.outcome.value) for one in verification.checks] == [
        ("文件", "equal"),
        ("摘要（SHA-256）", "equal"),
        ("签名（Ed25519）", "equal"),
        ("整个文件", "equal"),
        ("上一个发布", "left"),
        ("被更正的发布", "left"),
        ("重算 figures/counted.csv", "equal"),
        ("重算 figures/formulas.csv", "equal"),
        ("重算 plans/targets.csv", "equal"),
        ("重算 strength/small/intervals.csv", "equal"),
        ("重算 strength/small/left_out.csv", "equal"),
        ("重算 strength/small/manifest.json", "equal"),
        ("重算 strength/small/scores.csv", "equal"),
    ]


def refusal(by: User, *, year: int = samples.YEAR, **rest: object) -> str:
    with pytest.raises(Refused) as refused:
        actions.make_release(year=year, by=by, **rest)
    return refused.value.code


def test_only_the_national_office_makes_releases_of_published_years() -> None:
    publisher = samples.country()
    rounds.published(publisher)
    maker = rounds.national("制作人")
    assert refusal(person("市局", Role.CITY_HEAD)) == "not_national"
    assert refusal(publisher) == "published_by_you"
    assert refusal(maker, year=2009) == "nothing_published"
    assert refusal(maker, why="没有可以更正的") == "nothing_to_correct"
    first = actions.make_release(year=samples.YEAR, by=maker)
    assert refusal(maker) == "released_already"
    assert refusal(maker, corrects=first) == "no_reason"
    assert refusal(maker, corrects=first, why="没有变化") == "nothing_changed"
    assert [one.number for one in Release.objects.all()] == ["2010-1"]


def test_who_is_alone_in_the_national_office_may_release_what_he_published() -> None:
    publisher = samples.country()
    rounds.published(publisher)
    assert actions.make_release(year=samples.YEAR, by=publisher).number == "2010-1"


def test_figures_that_do_not_follow_from_the_records_are_not_released() -> None:
    maker = samples.published()
    Figure.objects.filter(indicator="certificates_issued", region="440300", period=2010).update(value=9)
    with pytest.raises(Refused) as refused:
        actions.make_release(year=samples.YEAR, by=maker)
    assert refused.value.because == (
        "现行的指标与数据不一致，可能正在重算，请几分钟后再试（重算 figures/counted.csv：第 11 行不同："
        "包里是“certificates_issued,440300,2010,9,3,final”，重算是“certificates_issued,440300,2010,3,3,final”）"
    )
    assert not Release.objects.exists()


def test_figures_follow_the_records_before_they_are_frozen() -> None:
    maker = samples.published()
    certified(holder=firm(region=samples.FUTIAN), issued_on=date(2010, 12, 1))
    files = samples.unpacked(queries.content_of(actions.make_release(year=samples.YEAR, by=maker)))
    assert ["certificates_issued", "440300", "2010", "4", "4", "final"] in rows(files["figures/counted.csv"])


def test_a_real_release_counts_nothing_invented(settings: Settings) -> None:
    by = samples.country()
    certified(holder=firm(region=samples.FUTIAN), issued_on=date(2010, 12, 1), synthetic=True)
    settings.DEMONSTRATION = False
    recompute(by=None)
    rounds.published(by)
    made = actions.make_release(year=samples.YEAR, by=rounds.national("制作人"))
    files = samples.unpacked(queries.content_of(made))
    assert files["figures/counts.csv"].decode() == COUNTS
    assert (made.demonstration, made.manifest["caution"], "演示" in files["README.txt"].decode()) == (False, "", False)


def test_an_invented_assessment_is_released_in_demonstrations_only(settings: Settings) -> None:
    assessments.publish_scheme()
    round_ = assessments.published(assessments.national())
    Assessment.objects.filter(pk=round_.pk).update(synthetic=True)
    assert making.has_results(2018)
    settings.DEMONSTRATION = False
    assert not making.has_results(2018)


def test_a_release_never_changes() -> None:
    made = samples.released()
    for sql in ("UPDATE releases_release SET why = 'x' WHERE id = %s", "DELETE FROM releases_release WHERE id = %s"):
        with (
            pytest.raises(ProgrammingError, match="Cannot update or delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [made.pk])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_release_at_once_one_is_told_that_it_is_done() -> None:
    makers = [samples.published(), rounds.national("另一人")]

    def make(by: User) -> str:
        return actions.make_release(year=samples.YEAR, by=by).number

    assert race([partial(make, by) for by in makers]) == {"2010-1": 1, "released_already": 1}
    assert list(Release.objects.values_list("serial", flat=True)) == [1]
