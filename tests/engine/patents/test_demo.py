"""The made-up patents: marked, the same for a seed, and consistent in everything that real ones are."""

import csv
import gzip
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from zhicheng.base.accounts.demonstration import PARTIES
from zhicheng.base.accounts.models import Role
from zhicheng.base.parties.models import Kind as PartyKind
from zhicheng.engine.numbers.patents import Right, parse
from zhicheng.engine.numbers.patents import Stage as NumberStage
from zhicheng.engine.patents.annuities import FeeBand, annuities
from zhicheng.engine.patents.claims import claim_tree
from zhicheng.engine.patents.demo import DEMONSTRATION_FIRM, KNOWN_UNTIL, generate, printed_application
from zhicheng.engine.patents.record import ClassScheme, Kind, LegalState, PartyRole, Patent, Stage
from zhicheng.engine.places import resolve

COUNT = 6_000
CLASSES = Path(__file__).parents[4] / "shared/data/classification"
LETTERS = {
    ("CN", Kind.INVENTION): "AB",
    ("CN", Kind.UTILITY_MODEL): "U",
    ("CN", Kind.DESIGN): "S",
    ("WO", Kind.INVENTION): "A1",
}
ENDS = {
    "RJ01": LegalState.REJECTED,
    "WD01": LegalState.WITHDRAWN,
    "CF01": LegalState.LAPSED,
    "CX01": LegalState.EXPIRED,
}


@cache
def made() -> tuple[Patent, ...]:
    return tuple(generate(COUNT))


def chinese() -> list[Patent]:
    return [patent for patent in made() if patent.country == "CN"]


def digest(patents: tuple[Patent, ...]) -> str:
    return sha256(repr(patents).encode()).hexdigest()


def test_as_many_as_asked_each_once_and_marked() -> None:
    assert len(made()) == len({patent.publication for patent in made()}) == COUNT
    assert {(patent.synthetic, patent.source) for patent in made()} == {(True, "demo")}
    firms = [party.name for patent in made() for party in patent.parties if party.role is not PartyRole.INVENTOR]
    assert [name for name in firms if "示例" not in name and name != DEMONSTRATION_FIRM] == []


def test_a_seed_gives_the_same_records_in_any_process_and_another_seed_others() -> None:
    script = "from hashlib import sha256; from zhicheng.engine.patents.demo import generate; print(sha256(repr(tuple(generate(300))).encode()).hexdigest())"
    elsewhere = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert digest(tuple(generate(300))) == elsewhere
    assert digest(tuple(generate(300, seed=7))) != elsewhere


@pytest.mark.parametrize("count", [0, 1, 2, 17])
def test_small_counts(count: int) -> None:
    assert len(list(generate(count))) == count


@pytest.mark.parametrize("count", [-1, 5_000_001])
def test_an_impossible_count_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=rf"^cannot make {count} patents, only 0 to 5000000$"):
        generate(count)


def test_the_three_cities_and_all_kinds_are_there() -> None:
    assert {patent.region[:4] for patent in made()} == {"4403", "3205", "5101"}
    kinds = Counter((patent.country, patent.kind_code) for patent in made())
    assert set(kinds) == {("CN", "A"), ("CN", "B"), ("CN", "U"), ("CN", "S"), ("WO", "A1")}
    assert min(kinds.values()) > COUNT // 100


def test_numbers_are_valid_and_say_what_the_record_says() -> None:
    rights = {Kind.INVENTION: Right.INVENTION, Kind.UTILITY_MODEL: Right.UTILITY_MODEL, Kind.DESIGN: Right.DESIGN}
    for patent in chinese():
        publication = parse(patent.publication)
        application = parse(printed_application(patent.application))
        assert (str(publication), publication.right) == (patent.publication, rights[patent.kind])
        assert publication.stage.value == ("publication" if patent.stage is Stage.APPLICATION else "grant")
        assert (str(application), application.right) == (patent.application, rights[patent.kind])
        assert patent.filed_on is not None
        assert application.year == patent.filed_on.year
    for patent in made():
        assert patent.kind_code in LETTERS[patent.country, patent.kind]
        assert str(parse(patent.publication)) == patent.publication
        assert parse(patent.publication).stage is not NumberStage.APPLICATION


def test_addresses_lie_where_the_record_says() -> None:
    applicants = {party for patent in made() for party in patent.parties_as(PartyRole.APPLICANT)}
    ordered = sorted(applicants, key=lambda party: party.name)
    found = [match.division.code if match.division else "" for match in resolve([party.address for party in ordered])]
    assert found == [party.region for party in ordered]
    assert {patent.region for patent in made()} <= set(found)
    names = Counter(party.name for party in ordered)
    assert [name for name, times in names.items() if times > 1] == []


def test_dates_stand_in_order() -> None:
    for patent in made():
        assert patent.filed_on is not None
        assert patent.published_on is not None
        assert patent.filed_on < patent.published_on <= KNOWN_UNTIL
        days = [event.happened_on for event in patent.events if event.happened_on]
        assert all(one <= other for one, other in pairwise(days))
        assert [day for day in days if not patent.filed_on < day <= KNOWN_UNTIL] == []
        if patent.stage is Stage.GRANT:
            assert patent.published_on == patent.granted_on


def test_the_state_is_where_the_events_lead() -> None:
    for patent in chinese():
        states = [event.state for event in patent.events if event.state]
        assert states[-1] == patent.state
        codes = [event.code for event in patent.events]
        assert ("GR01" in codes) == (patent.granted_on is not None)
        assert [code for code in codes if code in ENDS] == [code for code, end in ENDS.items() if end is patent.state]
    assert {patent.state for patent in chinese()} == set(LegalState) - {LegalState.UNKNOWN, LegalState.INVALIDATED}


def test_fees_are_those_that_the_law_makes_due() -> None:
    bands = (FeeBand(frozenset(Kind), 1, 20, 90_000),)
    for patent in generate(1_500, fee_bands=bands):
        if patent.granted_on is None or patent.filed_on is None:
            assert patent.fees == ()
            continue
        due = {each.year: each for each in annuities(patent.kind, patent.filed_on, patent.granted_on, bands)}
        assert [(due[fee.year or 0].due_on, 90_000) for fee in patent.fees] == [
            (fee.due_on, fee.amount_fen) for fee in patent.fees
        ]
        earlier, last = patent.fees[:-1], patent.fees[-1:]
        assert [fee.paid_on for fee in earlier] == [fee.due_on for fee in earlier]
        assert [fee for fee in last if fee.paid_on not in (None, fee.due_on)] == []


def test_one_family_holds_the_application_its_grant_and_its_publication_abroad() -> None:
    members = Counter(patent.family for patent in made())
    abroad = [patent for patent in made() if patent.country == "WO"]
    firsts = {patent.application: patent for patent in chinese()}
    for patent in abroad:
        first = firsts[patent.priorities[0].number]
        assert (patent.family, patent.family_size, first.family_size) == (first.family, 2, 2)
        assert patent.priorities[0].filed_on == first.filed_on
    assert max(members.values()) == 3
    assert sum(patent.family_size == 1 for patent in made()) > COUNT // 2


def test_a_cited_document_exists_and_was_published_before_the_citing_one_was_filed() -> None:
    known = {patent.publication: patent for patent in made()}
    cited = [(patent, citation) for patent in made() for citation in patent.citations if citation.is_patent]
    assert len(cited) > COUNT // 2
    for patent, citation in cited:
        other = known[citation.cited]
        assert other.published_on is not None
        assert patent.filed_on is not None
        assert other.published_on < patent.filed_on
        assert citation.category in "XYA"
        assert set(other.symbols(ClassScheme.IPC))
    times = Counter(citation.cited for _, citation in cited)
    assert max(times.values()) >= 10
    assert all(len({one.cited for one in patent.citations}) == len(patent.citations) for patent in made())


def test_titles_fit_their_classes() -> None:
    lithium = [patent for patent in chinese() if "锂离子电池" in patent.title() and patent.kind is not Kind.DESIGN]
    assert len(lithium) > COUNT // 200
    assert {patent.symbols(ClassScheme.IPC)[0].split("/")[0] for patent in lithium} == {"H01M10", "H01M4"}
    for patent in chinese():
        scheme = ClassScheme.LOCARNO if patent.kind is Kind.DESIGN else ClassScheme.IPC
        assert 1 <= len(patent.symbols(scheme)) == len(patent.classes) <= 5
        assert len({one.code for one in patent.classes}) == len(patent.classes)


def test_claims_form_a_tree_about_the_title() -> None:
    for patent in made():
        tree = claim_tree(patent.claims)
        assert [claim.number for claim in tree] == list(range(1, len(tree) + 1))
        assert [claim.number for claim in tree if not claim.parent] == ([1] if tree else [])
        assert all(patent.title().removeprefix("一种") in claim for claim in patent.claims)
        assert patent.claim_count == (len(patent.claims) or None)


def test_words_follow_zipf() -> None:
    text = "".join(patent.abstract() for patent in chinese())
    common, rarer = (text.count(part) for part in ("正极片", "液冷板"))
    assert common > 2 * rarer > 0
    assert len({patent.abstract() for patent in chinese()}) > COUNT // 2


def test_the_demonstrations_organisation_is_the_one_whose_user_signs_in() -> None:
    assert PARTIES[Role.ORGANISATION] == (PartyKind.ENTERPRISE, DEMONSTRATION_FIRM)


def test_the_demonstrations_own_organisation_has_patents_in_force() -> None:
    own = [patent for patent in made() if patent.parties[0].name == DEMONSTRATION_FIRM]
    assert {(patent.region, patent.parties[0].address[:9]) for patent in own} == {("440305", "广东省深圳市南山区")}
    due = [fee.due_on for patent in generate() if patent.parties[0].name == DEMONSTRATION_FIRM for fee in patent.fees]
    assert max(day for day in due if day) > date(2026, 11, 22)


@pytest.mark.skipif(not CLASSES.exists(), reason="the classification is not on this machine")
def test_class_symbols_exist() -> None:
    known: set[str] = set()
    for name in ("ipc_2020_en.csv.gz", "ipc_2026_zh.csv.gz"):
        with gzip.open(CLASSES / name, "rt", encoding="utf-8") as file:
            known |= {row["code"] for row in csv.DictReader(file)}
    used = {code for patent in made() for code in patent.symbols(ClassScheme.IPC)}
    assert used - known == set()
