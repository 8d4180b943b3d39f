"""A correction: a new release that names what it corrects, why, and every value that differs."""

import pytest
from django.test import Client

from tests.governance.releases import samples
from tests.people import division
from zhicheng.governance.releases import checking, package, queries
from zhicheng.governance.releases.naming import places_in, titles_in, told

pytestmark = pytest.mark.django_db
VALUES = "0.0285714285714,0.0380952380952"
PLACES = ("440000区划", "440300区划", "440304区划")
FILES = """file,change
figures/counted.csv,changed
figures/counts.csv,changed
figures/formulas.csv,changed
figures/record_sets.csv,changed
"""


def test_a_correction_names_what_it_corrects_and_shows_every_difference() -> None:
    first, second = samples.stored()
    assert (second.number, second.corrects, second.previous, second.why) == ("2010-2", first, first, samples.WHY)
    said = {"number": "2010-1", "sha256": first.sha256}
    assert (second.manifest["previous"], second.manifest["corrects"]) == (said, {**said, "why": samples.WHY})
    files = samples.unpacked(queries.content_of(second))
    assert files["corrections/files.csv"].decode() == FILES
    values = files["corrections/values.csv"].decode().splitlines()
    assert [line for line in values if not line.startswith("figures/record_sets.csv")] == [
        "file,row,column,before,after",
        "figures/counted.csv,certificates_issued 440000 2010,value,3,4",
        "figures/counted.csv,certificates_issued 440000 2010,records,3,4",
        "figures/counted.csv,certificates_issued 440300 2010,value,3,4",
        "figures/counted.csv,certificates_issued 440300 2010,records,3,4",
        "figures/counted.csv,certificates_issued 440304 2010,value,1,2",
        "figures/counted.csv,certificates_issued 440304 2010,records,1,2",
        "figures/counted.csv,firms_certified 440000 2010,records,3,4",
        "figures/counted.csv,firms_certified 440300 2010,records,3,4",
        "figures/counted.csv,firms_certified 440304 2010,records,1,2",
        "figures/counts.csv,certificates_issued 440304 2010,records,1,2",
        "figures/counts.csv,firms_certified 440304 2010,records,1,2",
        "figures/formulas.csv,certificates_growth 440000 2010,value,0.5,1",
        "figures/formulas.csv,certificates_growth 440300 2010,value,0.5,1",
        "figures/formulas.csv,certificates_growth 440304 2010,value,0,1",
        "figures/formulas.csv,certificates_per_patent 440300 2010,value,0.0285714285714,0.0380952380952",
    ]


def test_the_chain_and_the_differences_are_checked_with_the_release_before() -> None:
    first, second = samples.stored()
    content, before = queries.content_of(second), queries.content_of(first)
    with_it = checking.verify(content, earlier=[before])
    assert [(one.subject, one.outcome.value) for one in with_it.checks if one.subject in CHAIN] == [
        ("上一个发布", "equal"),
        ("被更正的发布", "equal"),
        ("重算 corrections/files.csv", "equal"),
        ("重算 corrections/values.csv", "equal"),
    ]
    without = checking.verify(content)
    assert (with_it.first_wrong, without.first_wrong) == (None, None)
    assert [one.outcome.value for one in without.checks if one.subject in CHAIN] == ["left", "left"]
    files = samples.unpacked(content)
    lie = files["corrections/values.csv"].replace(b"value,0,1", b"value,0,2")
    wrong = checking.verify(samples.repacked({**files, "corrections/values.csv": lie}), earlier=[before]).first_wrong
    assert wrong is not None
    assert wrong.subject == "重算 corrections/values.csv"
    strange = checking.verify(before, earlier=[content]).first_wrong
    assert strange is not None
    assert strange.subject == "发布的次序"
    assert package.taken_apart(before).manifest["previous"] is None


CHAIN = {"上一个发布", "被更正的发布", "重算 corrections/files.csv", "重算 corrections/values.csv"}


def test_pages_of_both_lead_to_the_differences() -> None:
    first, second = samples.stored()
    old, new, differences = (
        Client().get(address).content.decode()
        for address in (
            first.get_absolute_url(),
            second.get_absolute_url(),
            f"{second.get_absolute_url()}differences/",
        )
    )
    assert "已由 2010-2 更正" in old
    assert f"更正发布 2010-1：{samples.WHY}" in new
    assert "2010-2 更正 2010-1：4 个文件" in differences
    shown = Client().get(f"{second.get_absolute_url()}differences/?q=证书增长").context["table"]
    assert [(one.part, one.about, one.item, one.was, one.now) for one in shown.rows] == [
        ("指标数据", f"证书增长 {place} 2010", "数值", before, "100.0%")
        for place, before in zip(PLACES, ("50.0%", "50.0%", "0.0%"), strict=True)
    ]
    file = (
        Client().get(f"{second.get_absolute_url()}differences.csv?q=每件专利").content.decode("utf-8-sig").splitlines()
    )
    assert file == [
        "对象,项目,部分,文件,行,列,更正前,更正后",
        f"每件专利的证书 {PLACES[1]} 2010,数值,指标数据,figures/formulas.csv,certificates_per_patent 440300 2010,value,{VALUES}",
    ]
    assert Client().get(f"{first.get_absolute_url()}differences/").status_code == 404


def test_a_key_is_told_with_titles_and_names() -> None:
    place = division("440300").name
    titles = titles_in({"definitions/indicator/apples.toml": 'title = "苹果产量"'.encode(), "figures/counted.csv": b""})
    assert told("apples 440300 2018", titles | places_in(["apples 440300 2018"])) == f"苹果产量 {place} 2018"
