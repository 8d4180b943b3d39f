"""Numbers as they stand in real data: counts are those of the files at hand, named in the developer's manual."""

from collections.abc import Iterable

from tests.engine.numbers.patents import real
from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import PatentNumber, Right, Stage, docdb, parse, parse_docdb


def _faults(texts: Iterable[str]) -> list[str]:
    faults = []
    for text in texts:
        try:
            parse(text)
        except InvalidNumber as error:
            faults.append(error.fault)
    return faults


def test_every_application_number_of_the_energy_patents_passes() -> None:
    numbers = [parse(row["application_number"]) for row in real.rows(real.ENERGY)]
    assert len(numbers) == 82_823
    assert len(set(numbers)) == 82_823
    assert {number.right for number in numbers} == {Right.INVENTION}
    assert sum(number.body[4] == "8" for number in numbers) == 6_048


def test_every_filing_year_is_that_of_the_number() -> None:
    rows = real.rows(real.ENERGY)
    differing = [row for row in rows if parse(row["application_number"]).year != int(row["filing_date"][:4])]
    assert len(differing) / len(rows) < 0.01


def test_all_but_a_few_cited_documents_are_read() -> None:
    cited = [text for row in real.rows(real.ENERGY) for text in row["cites_patents"].split(";") if text]
    faults = _faults(text for text in cited if len(text) > 6)  # WO2012, KR10: only the beginning of a number
    assert len(cited) == 236_537
    assert len(faults) < 100


def test_chinese_numbers_of_the_drone_citations() -> None:
    fields = ("cited_patents", "citing_patents", "dwpi_family_numbers", "publication_number")
    found = {text.strip() for row in real.rows(real.DRONES) for field in fields for text in row[field].split(";")}
    chinese = [text for text in found if text.startswith("CN")]
    assert len(chinese) > 3_000
    assert len(_faults(chinese)) == 29


def test_lens_numbers_survive_the_way_to_docdb_and_back() -> None:
    differing, count = [], 0
    for row in real.rows(real.LENS):
        parts = row["application_number"].split()
        if len(parts) != 3 or "/" in parts[1] or parts[2] == "W":
            continue
        count += 1
        reference = docdb(_application(*parts))
        if (reference.country, reference.number, reference.kind) != tuple(parts):
            differing.append(row["application_number"])
    assert count > 6_000
    assert differing == []


def _application(office: str, number: str, kind: str) -> PatentNumber:
    return parse_docdb(office, number, kind, Stage.APPLICATION)
