"""The real files of the offices, where they lie beside the checkout."""

import json
import zipfile
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from tests.engine.patents.formats.reading import SAMPLES, load
from zhicheng.engine.patents.formats.format import FormatRefused
from zhicheng.engine.patents.formats.opening import head_of, members
from zhicheng.engine.patents.formats.recognition import recognise
from zhicheng.engine.patents.record import ClassScheme, Kind, PartyRole, Patent, Reject, Stage

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real sets are not part of the project")

USPTO = SAMPLES / "patents_world" / "xml_samples" / "uspto"
EPO = SAMPLES / "patents_world" / "xml_samples" / "epo_ops"

# file: format, publication, application, filed, published, claims, applicants, inventors, main class, citations; the counts are those
# of the elements in the files
UNITED_STATES = {
    "US03932709.greenbook": (
        "uspto_greenbook",
        "US3932709A",
        "US05449155A",
        "1974-03-07",
        "1976-01-13",
        17,
        1,
        2,
        "H04M11/00",
        9,
    ),
    "US04347903.greenbook": (
        "uspto_greenbook",
        "US4347903A",
        "US06192529A",
        "1980-03-10",
        "1982-09-07",
        3,
        1,
        8,
        "G01G19/04",
        3,
    ),
    "US06336130.xml": (
        "uspto_sgml",
        "US6336130B1",
        "US09413215A",
        "1999-10-05",
        "2002-01-01",
        22,
        1,
        1,
        "G06F15/16",
        9,
    ),
    "US06337117.xml": ("uspto_sgml", "US6337117B1", "US09343526A", "1999-06-30", "2002-01-08", 39, 1, 5, "B32B3/02", 2),
    "US06859910.xml": ("uspto_xml", "US6859910B2", "US09832323A", "2001-04-10", "2005-02-22", 2, 1, 1, "G06F15/00", 8),
    "US06970935.xml": (
        "uspto_xml",
        "US6970935B1",
        "US09703574A",
        "2000-11-01",
        "2005-11-29",
        30,
        1,
        1,
        "G06F15/16",
        11,
    ),
    "US07272630B2.xml": (
        "uspto_xml",
        "US7272630B2",
        "US10991571A",
        "2004-11-18",
        "2007-09-18",
        17,
        1,
        4,
        "G06F15/13",
        116,
    ),
    "US08926509.xml": (
        "uspto_xml",
        "US8926509B2",
        "US12134151A",
        "2008-06-05",
        "2015-01-06",
        31,
        1,
        5,
        "A61B5/00",
        160,
    ),
    "US08930553.xml": ("uspto_xml", "US8930553B2", "US13648029A", "2012-10-09", "2015-01-06", 8, 1, 3, "G06F15/16", 21),
    "US20010000044A1.xml": (
        "uspto_sgml",
        "US20010000044A1",
        "US09342866A",
        "1999-06-29",
        "2001-03-15",
        21,
        1,
        1,
        "G06F17/60",
        0,
    ),
    "US20010000943A1.xml": (
        "uspto_sgml",
        "US20010000943A1",
        "US09727454A",
        "2000-12-04",
        "2001-05-10",
        13,
        1,
        2,
        "H01J1/62",
        0,
    ),
    "US20010009014A1.xml": (
        "uspto_sgml",
        "US20010009014A1",
        "US09777392A",
        "2001-02-05",
        "2001-07-19",
        55,
        2,
        2,
        "G06F15/16",
        0,
    ),
    "US20050004437A1.xml": (
        "uspto_xml",
        "US20050004437A1",
        "US10830857A",
        "2004-04-23",
        "2005-01-06",
        10,
        2,
        2,
        "A61B5/00",
        0,
    ),
    "USD435854S1.xml": ("uspto_sgml", "USD435854S", "US29116510F", "1999-01-06", "2001-01-02", 1, 3, 8, "14-02", 10),
}


@pytest.mark.parametrize("name", UNITED_STATES)
def test_each_united_states_file(name: str) -> None:
    codes, [patent], rejects = load(USPTO / name)
    main_class = patent.classes[0].code
    found = (
        *codes,
        patent.publication,
        patent.application,
        str(patent.filed_on),
        str(patent.published_on),
        len(patent.claims),
        len(patent.parties_as(PartyRole.APPLICANT)),
        len(patent.parties_as(PartyRole.INVENTOR)),
        main_class,
        len(patent.citations),
    )
    assert (found, rejects) == (UNITED_STATES[name], [])
    assert patent.claim_count == len(patent.claims)
    assert patent.title("en")


def test_files_of_the_set_that_hold_no_publications_are_not_taken_for_any() -> None:
    for name in ("cpc-scheme-A01L.xml", "cpcMaster.xml", "css_brs_sample.txt", "sample_XML4IP.ZIP"):
        found = {recognise(head_of(member), member.name) for member in members(USPTO / name)}
        assert found == {None}, name


def test_all_united_states_files_in_one_zip_are_read_alike(tmp_path: Path) -> None:
    packed = tmp_path / "week.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in UNITED_STATES:
            archive.write(USPTO / name, name)
    codes, patents, rejects = load(packed)
    assert [(code, one.publication) for code, one in zip(codes, patents, strict=True)] == [
        facts[:2] for facts in UNITED_STATES.values()
    ]
    assert rejects == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("published_claims_example.xml", "published_claims_example.json"),
        ("published_claims_example_2.xml", "published_claims_example_2.json"),
        ("published_expected_ep1000000_claims_result.xml", "published_expected_claims_example.json"),
    ],
)
def test_european_claims_are_those_that_are_expected(name: str, expected: str) -> None:
    wanted = json.loads((EPO / expected).read_text(encoding="utf-8"))
    _, [patent], rejects = load(EPO / name)
    document = wanted["document_id"]
    assert patent.publication == f"{document['country']}{document['doc_number']}{document['kind']}"
    assert list(patent.claims) == [" ".join(claim["limitations"]) for claim in wanted["claims"]]
    assert rejects == []


def test_european_facts_are_read() -> None:
    codes, [application, grant], rejects = load(EPO / "published_expected_ep1000000_full_cycle_result.xml")
    assert (codes, rejects) == (["epo"], [])
    assert (application.publication, application.stage, application.published_on) == (
        "EP1000000A1",
        Stage.APPLICATION,
        date(2000, 5, 17),
    )
    assert (grant.publication, grant.stage, grant.granted_on) == ("EP1000000B1", Stage.GRANT, date(2003, 2, 12))
    assert {one.application for one in (application, grant)} == {"EP99203729A"}
    assert {one.family for one in (application, grant)} == {"19768124"}
    assert application.symbols(ClassScheme.IPC) == ("B28B1/29", "B28B5/02", "B28B7/00", "H02P6/08")
    assert [one.language for one in application.titles] == ["de", "fr", "en"]
    assert [(one.name, one.country) for one in application.parties_as(PartyRole.APPLICANT)] == [
        ("BOER BEHEER NIJMEGEN BV DE", "NL")
    ]


@pytest.mark.parametrize(
    ("name", "publications"),
    [
        ("published_biblio_example.xml", ["US20060142694A1"]),
        ("published_biblio_example_2.xml", ["JP2005533465A"]),
        ("published_full_cycle_example.xml", ["EP1000000A1", "EP1000000B1"]),
        ("published_description_example.xml", ["EP1000000A1"]),
        ("published_expected_ep1000000_abstract_result.xml", ["EP1000000A1"]),
        ("published_expected_ep1000000_biblio_result.xml", ["EP1000000A1"]),
        ("published_expected_ep1000000_description_result.xml", ["EP1000000A1"]),
    ],
)
def test_each_european_file(name: str, publications: list[str]) -> None:
    codes, patents, rejects = load(EPO / name)
    assert (codes, [one.publication for one in patents], rejects) == (["epo"], publications, [])


@pytest.mark.parametrize(
    "name", ["published_search_example.xml", "published_expected_search_result.xml", "published_image_example.xml"]
)
def test_european_lists_of_numbers_are_refused(name: str) -> None:
    with pytest.raises(FormatRefused, match="没有专利文献"):
        load(EPO / name)


def _first(path: Path, count: int) -> list[Patent | Reject]:
    for member in members(path):
        format_ = recognise(head_of(member), member.name)
        assert format_ is not None
        return list(islice(format_.read(member), count))
    return []


def test_the_chinese_set_loads_by_a_shipped_mapping() -> None:
    found = _first(SAMPLES / "patents_cn" / "cn_invention_energy_2011_2018.csv.gz", 5_000)
    patents = [one for one in found if isinstance(one, Patent)]
    assert len(patents) == 5_000
    assert {(one.country, one.kind, one.stage, one.kind_code) for one in patents} == {
        ("CN", Kind.INVENTION, Stage.APPLICATION, "A")
    }
    assert (patents[0].publication, patents[0].application, patents[0].filed_on, patents[0].claim_count) == (
        "CN101933423A",
        "CN201010255577A",
        date(2010, 8, 10),
        2,
    )
    assert [one.cited for one in patents[0].citations] == ["CN101088797A", "CN1703333A", "CN1435910A", "CN2271235Y"]


def test_the_lens_set_loads() -> None:
    codes, patents, rejects = load(SAMPLES / "patents_world" / "lens_drones_9071.csv.gz")
    assert (codes, len(patents), [one.position for one in rejects]) == (["lens"], 9_070, [1_588])
    assert "EP 2135119 B8 20161012" in rejects[0].reason  # a correction numbered with its date
    assert max(one.published_on for one in patents if one.published_on) < date(2018, 12, 31)


def test_the_patstat_extract_is_one_load() -> None:
    first = _first(SAMPLES / "patents_cn" / "patstat_cn_2000_2015", 1)
    assert [one.publication for one in first if isinstance(one, Patent)] == ["patstat:1790"]
    [patent] = first
    assert isinstance(patent, Patent)
    assert [one.name for one in patent.parties] == ["ZTE CORP", "DING, Jiewei", "ZHANG, Haiqing", "LEI, Yu"]
    assert patent.symbols(ClassScheme.CPC)[:2] == ("H04B1/711", "H04B17/23")
