"""What the index promises beside exactness: order, pages, facets, families, writers and readers."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.engine.patents.search.corpus import corpora
from zhicheng.engine.patents.demo import generate
from zhicheng.engine.patents.query import Field, parse, to_text
from zhicheng.engine.patents.query.fields import FIELDS
from zhicheng.engine.patents.query.nodes import Everything, Place, Symbol
from zhicheng.engine.patents.record import ClassScheme, LegalState, PartyRole, Patent, Text
from zhicheng.engine.patents.search import (
    MOST_IDS,
    Card,
    Facet,
    FacetName,
    FacetValue,
    IndexRefused,
    SearchIndex,
    SearchRefused,
    Sort,
    open_index,
    rebuild,
)
from zhicheng.engine.patents.search.documents import card_of, documents
from zhicheng.engine.patents.search.schema import CARD

COUNT = 600
ALL = Everything()
FIND = """
import sys
from pathlib import Path
from zhicheng.engine.patents.query import parse
from zhicheng.engine.patents.search import open_index
index = open_index(Path(sys.argv[1]))
for line in sys.stdin:
    print(index.holds, index.count(parse(line)), flush=True)
"""


@pytest.fixture(scope="module")
def known() -> list[Patent]:
    return list(islice(generate(COUNT), COUNT))


@pytest.fixture(scope="module")
def index(known: list[Patent], tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("index")
    rebuild(folder, known, 7)
    return open_index(folder)


def add(index: SearchIndex, patents: Iterable[Patent], version: int, *, is_new: bool = False) -> None:
    with index.writer() as writer:
        writer.add(patents, replace=not is_new)
        writer.commit(version)


def test_knows_what_it_holds(index: SearchIndex) -> None:
    assert (index.holds, index.documents, index.count(ALL)) == (7, COUNT, COUNT)


def test_a_folder_without_an_index_holds_nothing(tmp_path: Path) -> None:
    empty = open_index(tmp_path / "none")
    results = empty.search(ALL, facets=[Facet(FacetName.KIND)], fold_families=True)
    assert (empty.holds, empty.documents, empty.count(ALL), empty.ids(ALL)) == (0, 0, 0, [])
    assert (results.total, results.families, results.hits, results.facets) == (0, 0, (), {FacetName.KIND: ()})
    assert empty.cards(["CN1A"]) == {}
    assert empty.similar("CN1A").hits == ()


def test_the_card_shows_the_patent(index: SearchIndex, known: list[Patent]) -> None:
    patent = known[3]
    card = index.cards([patent.publication, "CN0A"])[patent.publication]
    assert (card.title, card.abstract, card.filed_on) == (patent.title(), patent.abstract(), patent.filed_on)
    assert card.applicants == tuple(party.name for party in patent.parties_as(PartyRole.APPLICANT))
    assert card.ipc == patent.symbols(ClassScheme.IPC)
    assert card.synthetic is True
    assert list(index.cards([patent.publication, "CN0A"])) == [patent.publication]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        (Sort.FILED, lambda card: card.filed_on or date.min),
        (Sort.PUBLISHED, lambda card: card.published_on or date.min),
        (Sort.CITATIONS, lambda card: card.cited_by_count),
    ],
)
def test_sorts_from_the_newest_and_largest(index: SearchIndex, sort: Sort, key: Callable[[Card], int | date]) -> None:
    cards = [hit.card for page in range(1, 4) for hit in index.search(ALL, page=page, page_size=200, sort=sort).hits]
    assert len({card.publication for card in cards}) == COUNT
    keys = [key(card) for card in cards]
    assert keys == sorted(keys, reverse=True)


def test_pages_follow_one_another(index: SearchIndex) -> None:
    query = parse("方法")
    total = index.count(query)
    pages = [index.search(query, page=page, page_size=50) for page in range(1, total // 50 + 2)]
    shown = [hit.card.publication for page in pages for hit in page.hits]
    assert sorted(shown) == sorted(index.ids(query))
    assert len(shown) == total == pages[0].total > 50
    scores = [hit.score or 0 for page in pages for hit in page.hits]
    assert scores == sorted(scores, reverse=True)


def test_a_title_counts_for_more_than_a_claim(tmp_path: Path, known: list[Patent]) -> None:
    plain = replace(known[0], titles=(Text("zh", "一种装置"),), abstracts=(), claims=("一种装置",), parties=())
    in_claim = replace(plain, publication="CN1A", claims=("一种石墨烯装置",))
    in_title = replace(plain, publication="CN2A", titles=(Text("zh", "一种石墨烯"),))
    rebuild(tmp_path, [in_claim, in_title, plain], 1)
    hits = open_index(tmp_path).search(parse("石墨烯")).hits
    assert [hit.card.publication for hit in hits] == ["CN2A", "CN1A"]


def test_facets_count_every_result(index: SearchIndex, known: list[Patent]) -> None:
    wanted = [Facet(FacetName.YEAR_FILED), Facet(FacetName.KIND), Facet(FacetName.STATE), Facet(FacetName.CITY)]
    results = index.search(parse("KIND=发明"), facets=wanted)
    inventions = [patent for patent in known if patent.kind == "invention"]
    years = Counter(str(patent.filed_on.year) for patent in inventions if patent.filed_on)
    assert results.facets[FacetName.YEAR_FILED] == tuple(
        FacetValue(*one) for one in sorted(years.items(), reverse=True)
    )
    assert results.facets[FacetName.KIND] == (FacetValue("invention", len(inventions)),)
    assert results.facets[FacetName.STATE] == ranked(Counter(patent.state.value for patent in inventions))
    cities = Counter(patent.region[:4] + "00" for patent in inventions if patent.region[2:])
    assert results.facets[FacetName.CITY] == ranked(cities)


def ranked(counts: Counter[str]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(*one) for one in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def test_classes_and_regions_are_drilled_level_by_level(index: SearchIndex, known: list[Patent]) -> None:
    inside = [
        Facet(FacetName.IPC_GROUP, 1_000, inside="H01M"),
        Facet(FacetName.COUNTY, 1_000, inside="4403"),
        Facet(FacetName.APPLICANT, 5),
    ]
    results = index.search(ALL, facets=inside)
    groups = Counter(
        code for patent in known for code in {symbol.split("/")[0] for symbol in patent.symbols(ClassScheme.IPC)}
    )
    assert results.facets[FacetName.IPC_GROUP] == ranked(Counter({c: n for c, n in groups.items() if c[:4] == "H01M"}))
    counties = Counter(patent.region for patent in known if patent.region[:4] == "4403" and patent.region[4:] != "00")
    assert results.facets[FacetName.COUNTY] == ranked(counties)
    names = Counter(name for patent in known for name in {one.name for one in patent.parties_as(PartyRole.APPLICANT)})
    assert results.facets[FacetName.APPLICANT] == ranked(names)[:5]
    for value in (*results.facets[FacetName.IPC_GROUP], *results.facets[FacetName.COUNTY]):
        query = Place(value.value) if value.value.isdigit() else Symbol(value.value)
        assert index.count(query) == value.documents


@pytest.mark.parametrize(
    "wrong", [Facet(FacetName.KIND, 0), Facet(FacetName.KIND, 1_001), Facet(FacetName.CITY, 5, ".*")]
)
def test_facets_that_cannot_be_are_refused(index: SearchIndex, wrong: Facet) -> None:
    with pytest.raises(SearchRefused):
        index.search(ALL, facets=[wrong])


def test_families_are_folded(index: SearchIndex, known: list[Patent]) -> None:
    families = Counter(patent.family or patent.application or patent.publication for patent in known)
    pages = [index.search(ALL, page=page, page_size=200, sort=Sort.FILED, fold_families=True) for page in (1, 2, 3)]
    assert {(page.total, page.families) for page in pages} == {(COUNT, len(families))}
    members = [[hit.card.publication, *hit.others] for page in pages for hit in page.hits]
    assert sorted(Counter(len(each) for each in members).items()) == sorted(Counter(families.values()).items())
    assert sorted(number for each in members for number in each) == sorted(patent.publication for patent in known)
    assert max(families.values()) > 1


def test_hits_show_what_was_sought_without_markup_of_the_text(tmp_path: Path, known: list[Patent]) -> None:
    evil = replace(known[0], titles=(Text("zh", "<script>锂</script>电池"),), abstracts=(Text("zh", "含<img>锂电"),))
    rebuild(tmp_path, [evil], 1)
    hit = open_index(tmp_path).search(parse("锂")).hits[0]
    assert hit.title == "&lt;script&gt;<mark>锂</mark>&lt;/script&gt;电池"
    assert hit.snippet == "含&lt;img&gt;<mark>锂</mark>电"


def test_hits_say_when_the_words_stand_in_the_claims(tmp_path: Path, known: list[Patent]) -> None:
    plain = replace(known[0], titles=(Text("zh", "一种石墨烯装置"),), abstracts=(), claims=("一种装置",), parties=())
    in_claim = replace(plain, publication="CN1A", claims=("一种装置", "还包括隔膜和石墨烯"))
    rebuild(tmp_path, [in_claim, plain], 1)
    index = open_index(tmp_path)

    def found(text: str, *, fold: bool = False) -> dict[str, bool]:
        hits = index.search(parse(text), fold_families=fold).hits
        return {hit.card.publication: hit.in_claims for hit in hits}

    other = plain.publication
    assert found("石墨烯") == found("TX=石墨烯") == {"CN1A": True, other: False}
    assert found("TI=石墨烯") == {"CN1A": False, other: False}
    assert found("CL=(隔膜 OR 电解液)") == {"CN1A": True}
    assert found("石墨烯 NOT CL=隔膜") == {other: False}
    assert found("隔膜 NEAR/3 石墨烯") == {"CN1A": True}
    assert found("隔膜", fold=True) == {"CN1A": True}


@pytest.mark.parametrize(("page", "page_size"), [(0, 20), (1, 0), (1, 201), (5_001, 20)])
def test_pages_that_cannot_be_are_refused(index: SearchIndex, page: int, page_size: int) -> None:
    with pytest.raises(SearchRefused):
        index.search(ALL, page=page, page_size=page_size)


def test_numbers_are_given_out_in_order_and_not_without_end(index: SearchIndex, known: list[Patent]) -> None:
    assert sorted(index.ids(ALL)) == sorted(patent.publication for patent in known)
    newest = index.search(ALL, sort=Sort.PUBLISHED, page_size=5)
    assert index.ids(ALL, most=5) == [hit.card.publication for hit in newest.hits]
    with pytest.raises(SearchRefused, match="一次最多取 50000 个公开号"):
        index.ids(ALL, most=MOST_IDS + 1)


def test_similar_documents_share_the_field(index: SearchIndex, known: list[Patent]) -> None:
    patent = next(each for each in known if each.symbols(ClassScheme.IPC)[:1] and "锂离子" in each.title())
    similar = index.similar(patent.publication, most=5)
    assert len(similar.hits) == 5
    assert patent.publication not in {hit.card.publication for hit in similar.hits}
    assert {hit.card.ipc[0][:4] for hit in similar.hits} == {patent.symbols(ClassScheme.IPC)[0][:4]}
    assert similar.symbols == patent.symbols(ClassScheme.IPC)[:4]
    assert similar.words


def test_newer_data_takes_the_place_of_older(tmp_path: Path, known: list[Patent]) -> None:
    index = open_index(tmp_path)
    add(index, known[:10], 1, is_new=True)
    newer = replace(known[0], state=LegalState.INVALIDATED, titles=(Text("zh", "换了名称"),))
    add(index, [newer, newer], 2)
    assert (index.holds, index.documents) == (2, 10)
    assert index.ids(parse("TI=换了名称 STATE=宣告无效")) == [newer.publication]


def test_what_is_removed_is_gone(tmp_path: Path, known: list[Patent]) -> None:
    index = open_index(tmp_path)
    add(index, known[:3], 1)
    with index.writer() as writer:
        writer.remove([known[1].publication, "CN0A"])
        writer.commit(2)
    assert sorted(index.ids(ALL)) == sorted([known[0].publication, known[2].publication])


def broken(patents: Iterable[Patent]) -> Iterator[Patent]:
    yield from patents
    raise RuntimeError("broken file")


def test_a_failed_load_leaves_what_was_committed(tmp_path: Path, known: list[Patent]) -> None:
    index = open_index(tmp_path)
    add(index, known[:3], 1)
    with pytest.raises(RuntimeError, match="broken file"):
        add(index, broken(known[3:6]), 2)
    assert (index.holds, index.documents) == (1, 3)
    add(index, known[6:7], 2)
    assert (index.holds, index.documents) == (2, 4)


def test_one_writes_at_a_time(tmp_path: Path, known: list[Patent]) -> None:
    index = open_index(tmp_path)
    with index.writer() as writer:
        with pytest.raises(IndexRefused, match="正在被另一个程序写入"):
            index.writer()
        with pytest.raises(IndexRefused, match="正在被另一个程序写入"):
            rebuild(tmp_path, known[:1], 9)
        writer.add(known[:2])
        writer.commit(1)
    assert (index.holds, index.documents) == (1, 2)


def test_another_process_sees_commits_and_rebuilds(tmp_path: Path, known: list[Patent]) -> None:
    index = open_index(tmp_path)
    command = [sys.executable, "-c", FIND, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        seen = []
        for version in range(4):
            if version == 3:
                rebuild(tmp_path, known[:5], 3)
            elif version:
                add(index, known[10 * version : 10 * version + 10], version)
            reader.stdin.write("*\n")
            reader.stdin.flush()
            seen.append(reader.stdout.readline().split())
        reader.stdin.close()
    assert seen == [["0", "0"], ["1", "10"], ["2", "20"], ["3", "5"]]


def test_an_index_of_another_format_asks_to_be_rebuilt(tmp_path: Path, known: list[Patent]) -> None:
    rebuild(tmp_path, known[:2], 1)
    note = tmp_path / "current.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"format": 0}))
    index = open_index(tmp_path)
    with pytest.raises(IndexRefused, match="请重建索引"):
        index.count(ALL)
    with pytest.raises(IndexRefused, match="请重建索引"):
        index.writer()
    rebuild(tmp_path, known[:2], 1)
    assert index.count(ALL) == 2


def test_an_index_that_lost_its_files_asks_to_be_rebuilt(tmp_path: Path, known: list[Patent]) -> None:
    rebuild(tmp_path, known[:2], 1)
    shutil.rmtree(tmp_path / "0001")
    with pytest.raises(IndexRefused, match="缺少文件，请重建索引"):
        open_index(tmp_path).count(ALL)


def test_searches_go_on_while_the_index_is_rebuilt(tmp_path: Path, known: list[Patent]) -> None:
    rebuild(tmp_path, known[:5], 1)
    index = open_index(tmp_path)
    counts: list[int] = []

    def seek() -> None:
        while not counts or counts[-1] != 9:
            counts.append(index.count(ALL))

    reader = threading.Thread(target=seek)
    reader.start()
    for size in (6, 7, 8, 9):
        rebuild(tmp_path, known[:size], size)
    reader.join(300)
    assert counts == sorted(counts)
    assert {counts[0], counts[-1]} == {5, 9}


@given(corpora, corpora)
@settings(max_examples=4, deadline=None)
def test_a_rebuild_equals_what_was_added_bit_by_bit(older: list[Patent], newer: list[Patent]) -> None:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        grown, built = open_index(Path(first)), open_index(Path(second))
        add(grown, older, 1)
        add(grown, newer, 2)
        merged = {patent.publication: patent for patent in (*older, *newer)}
        rebuild(Path(second), merged.values(), 2)
        assert grown.holds == built.holds == 2
        assert grown.cards(list(merged)) == built.cards(list(merged))
        for text in ("*", "锂", "Li-ion", "IPC=H", "CITED>=1", "REGION=440000", "NOT AD>=2011"):
            query = parse(text)
            assert sorted(grown.ids(query)) == sorted(built.ids(query)), to_text(query)


@given(corpora)
def test_a_card_comes_back_as_it_went_in(patents: list[Patent]) -> None:
    for patent, (publication, document) in zip(patents, documents(patents), strict=True):
        card = card_of(document.get_all(CARD)[0])
        assert publication == card.publication == patent.publication
        assert (card.filed_on, card.published_on, card.region) == (patent.filed_on, patent.published_on, patent.region)
        assert (card.title, card.kind, card.load) == (patent.title(), patent.kind.value, patent.load)


def test_every_field_of_the_language_can_be_asked(index: SearchIndex) -> None:
    values = {"words": "锂", "class": "H01M", "number": "CN1A", "date": "2015", "count": "1", "place": "440300"}
    choices = {Field.KIND: "发明", Field.STATE: "有效", Field.OFFICE: "CN", Field.SYNTHETIC: "是"}
    for field, facts in FIELDS.items():
        if field:
            asked = choices[field] if facts.sort == "choice" else values[facts.sort]
            assert index.count(parse(f"{field}={asked}")) == len(index.ids(parse(f"{field}={asked}")))
