"""PATSTAT: tables joined by their identifiers."""

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.engine.patents.formats.reading import load, read_as
from zhicheng.engine.patents.formats import patstat
from zhicheng.engine.patents.formats.format import FormatRefused
from zhicheng.engine.patents.record import (
    Citation,
    Classification,
    ClassScheme,
    Kind,
    Party,
    PartyRole,
    Patent,
    Reject,
    Stage,
    Text,
)

EXTRACT = {
    "CN_patent.csv": "appln_id,appln_filing_year,docdb_family_size,nb_citing_docdb_fam\n10,2001,6,14\n9,2002,1,0\n",
    "CN_applt.csv": 'person_id,person_ctry_code,han_name\n1,CN,"ZTE, CORP"\n2,US,ACME\n',
    "CN_inventor.csv": 'person_id,psn_name,city\n7,"LI, NA","suzhou, china"\n',
    "CN_el_applt.csv": "person_id,appln_id,applt_seq_nr\n2,10,2\n1,10,1\n",
    "CN_el_inventor_patent.csv": "appln_id,person_id,invt_seq_nr\n10,7,1\n",
    "CN_el_cpc.csv": "appln_id,cpc_class_symbol\n10,H04B   1/711\n10,H04B  17/23\n",
    "CN_el_patent_field.csv": "appln_id,techn_field_nr,weight\n10,3,1\n",
}
EXPECTED = [
    Patent("patstat:9", "", Kind.OTHER, Stage.APPLICATION, family_size=1, cited_by_count=0, source="set"),
    Patent(
        "patstat:10",
        "",
        Kind.OTHER,
        Stage.APPLICATION,
        parties=(
            Party(PartyRole.APPLICANT, "ZTE, CORP", "CN"),
            Party(PartyRole.APPLICANT, "ACME", "US"),
            Party(PartyRole.INVENTOR, "LI, NA", "", "suzhou, china"),
        ),
        classes=(Classification(ClassScheme.CPC, "H04B1/711"), Classification(ClassScheme.CPC, "H04B17/23")),
        family_size=6,
        cited_by_count=14,
        source="set",
    ),
]


def _zip(tables: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in tables.items():
            data = text.encode()
            archive.writestr(name, gzip.compress(data) if name.endswith(".gz") else data)
    return file.getvalue()


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_folder_of_an_extract_is_one_load(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name, text in EXTRACT.items():
        (folder / f"{name}{suffix}").write_bytes(gzip.compress(text.encode()) if suffix else text.encode())
    assert load(folder) == (["patstat"], EXPECTED, [])


def test_a_zip_of_an_extract_is_one_load(tmp_path: Path) -> None:
    (tmp_path / "set").write_bytes(_zip({f"folder/{name}": text for name, text in EXTRACT.items()}))
    assert load(tmp_path / "set") == (["patstat"], EXPECTED, [])


def test_the_full_tables_give_publications_with_their_citations() -> None:
    tables = {
        "tls201_appln.csv": "appln_id,appln_auth,appln_nr,appln_kind,appln_filing_date,appln_filing_year,ipr_type,docdb_family_id\n"
        "5,EP,99203729,A,1999-11-08,1999,PI,77\n6,EP,98200000,A,9999-12-31,9999,PI,0\n",
        "tls202_appln_title.csv": "appln_id,appln_title_lg,appln_title\n5,en,Bricks\n",
        "tls203_appln_abstr.csv": 'appln_id,appln_abstract_lg,appln_abstract\n5,en,"A ""brick"", red"\n',
        "tls209_appln_ipc.csv": "appln_id,ipc_class_symbol\n5,B28B   1/29\n",
        "tls211_pat_publn.csv": "pat_publn_id,publn_auth,publn_nr,publn_kind,appln_id,publn_date\n"
        "1,EP,1000000,A1,5,2000-05-17\n2,EP,1000000,B1,5,2003-02-12\n3,EP,900000,A1,6,1999-03-10\n",
        "tls212_citation.csv": "pat_publn_id,cited_pat_publn_id,citn_origin\n2,3,SEA\n",
    }
    first, second, third = read_as(patstat.FORMAT, _zip(tables), "set")
    common: dict[str, Any] = {
        "country": "EP",
        "kind": Kind.INVENTION,
        "application": "EP99203729A",
        "filed_on": date(1999, 11, 8),
        "titles": (Text("en", "Bricks"),),
        "abstracts": (Text("en", 'A "brick", red'),),
        "classes": (Classification(ClassScheme.IPC, "B28B1/29"),),
        "family": "77",
        "source": "set",
    }
    assert first == Patent(
        "EP1000000A1", stage=Stage.APPLICATION, kind_code="A1", published_on=date(2000, 5, 17), **common
    )
    granted = date(2003, 2, 12)
    cites = (Citation("EP0900000A1", origin="SEA"),)
    assert second == Patent(
        "EP1000000B1",
        stage=Stage.GRANT,
        kind_code="B1",
        published_on=granted,
        granted_on=granted,
        citations=cites,
        **common,
    )
    assert isinstance(third, Patent)
    assert (third.publication, third.filed_on) == ("EP0900000A1", None)


def test_broken_rows_are_set_aside() -> None:
    tables = EXTRACT | {"CN_patent.csv": EXTRACT["CN_patent.csv"] + "11\nx,2001,1,1\n12,2001,many,0\n13,2001,1,1\n"}
    found = read_as(patstat.FORMAT, _zip(tables), "set")
    rejects = [one for one in found if isinstance(one, Reject)]
    assert [(one.file, one.position, one.reason) for one in rejects] == [
        ("set/CN_patent.csv", 3, "第 4 行的列数与表头不符，或引号没有配对。请重新导出该表"),
        ("set", 3, "“many”不是个数。请只填写数字"),
        ("set", 5, "申请表里有一行没有 appln_id，记录无从识别。请检查该表"),
    ]
    assert [one.publication for one in found if isinstance(one, Patent)] == ["patstat:9", "patstat:10", "patstat:13"]


def test_a_set_without_applications_or_in_pieces_is_refused() -> None:
    with pytest.raises(FormatRefused, match="没有 PATSTAT 的申请表"):
        read_as(patstat.FORMAT, _zip({"CN_applt.csv": EXTRACT["CN_applt.csv"]}))
    with pytest.raises(FormatRefused, match="已损坏"):
        read_as(patstat.FORMAT, _zip(EXTRACT)[:-60])


def test_a_set_is_known_by_its_names() -> None:
    assert patstat.is_set(["tls201_appln.csv", "tls206_person.csv"]) is True
    assert patstat.is_set(["CN_patent.csv.gz", "CN_applt.csv.gz"]) is True
    assert patstat.is_set(["CN_patent.csv.gz", "readme.txt"]) is False
    assert patstat.is_set(["tls206_person.csv", "tls207_pers_appln.csv"]) is False
