"""The patents for programs: search, one patent, counts by filter, a list of numbers."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from zhicheng.engine.patents.query import explain
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.asking import Asked, read
from zhicheng.services.patentinfo.forms import LONGEST_NUMBER, MOST_NUMBERS
from zhicheng.services.patentinfo.numbers import Outcome, looked_up
from zhicheng.services.patentinfo.searching import MOST_PAGES, all_facets, sort_of
from zhicheng.services.patentinfo.tables import record_of

MOST_A_PAGE = 100
router = Router(tags=["patents"])


class Asking(Schema):
    """What is sought: the same parameters as on the search page. Filters narrow each other; values of one are alternatives."""

    q: str = Field("", max_length=2000, description="词语或检索式，写法见 /patents/syntax/")
    kind: list[str] = Field([], description="invention、utility_model、design、other")
    state: list[str] = Field(
        [], description="in_force、pending、rejected、withdrawn、lapsed、expired、invalidated、unknown"
    )
    office: list[str] = Field([], description="受理局的两位代码（WIPO ST.3）")
    applicant: list[str] = Field([], description="申请人名称中连续的字")
    ipc: str = Field("", description="IPC 分类号，含其下级")
    region: str = Field("", description="六位行政区划代码，含其下级")
    from_year: int | None = Field(None, alias="from", description="申请年，从")
    to_year: int | None = Field(None, alias="to", description="申请年，到")
    sort: Literal["relevance", "filed", "published", "citations"] = Field("relevance", description="排序")

    @property
    def asked(self) -> Asked:
        """As the pages understand it."""
        given = QueryDict(mutable=True)
        for name, value in self.model_dump(by_alias=True).items():
            given.setlist(
                name, [str(one) for one in (value if isinstance(value, list) else [value]) if one is not None]
            )
        return read(given)


Filters = Annotated[Asking, Query()]


class CardOut(Schema):
    """A publication as lists show it."""

    publication: str
    application: str
    country: str
    kind: str
    kind_code: str
    stage: str
    state: str
    title: str
    abstract: str
    applicants: list[str]
    inventors: list[str]
    ipc: list[str]
    filed_on: date | None
    published_on: date | None
    region: str
    family: str
    cited_by_count: int
    claim_count: int | None
    synthetic: bool
    load: int


class SearchOut(Schema):
    """A page of what was found. `version` is the version of the lake that was searched; `understood` the query in words."""

    total: int
    page: int
    page_size: int
    version: int
    understood: str
    patents: list[CardOut]


class CountOut(Schema):
    """How many publications have a value."""

    value: str
    count: int


class LookupIn(Schema):
    """Numbers in any spelling."""

    numbers: list[str] = Field(max_length=MOST_NUMBERS)


class LookupOut(Schema):
    """What became of a number: the publications that it names, or why it names none."""

    number: str
    outcome: Outcome
    publications: list[str]
    why: str
    suggestion: str


@router.get("", response=SearchOut, url_name="patents", summary="检索专利")
def search(
    request: HttpRequest,
    asking: Filters,
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1,
    page_size: Annotated[int, Field(ge=1, le=MOST_A_PAGE)] = 20,
) -> dict[str, Any]:
    """A page of publications that meet what is asked, the total exact."""
    asked = asking.asked
    found = holdings.index().search(asked.query, page=page, page_size=page_size, sort=sort_of(asked))
    return {
        "total": found.total,
        "page": page,
        "page_size": page_size,
        "version": found.holds,
        "understood": explain(asked.query),
        "patents": [hit.card for hit in found.hits],
    }


@router.get("/facets", response=dict[str, list[CountOut]], url_name="patent_facets", summary="按筛选项计数")
def facets(request: HttpRequest, asking: Filters) -> dict[str, list[dict[str, object]]]:
    """Counts of what meets the query, by every filter of the search page."""
    return {
        name.value: [{"value": one.value, "count": one.documents} for one in values]
        for name, values in all_facets(asking.asked).items()
    }


@router.post("/lookup", response=list[LookupOut], url_name="patent_lookup", summary="批量查号码")
def lookup(request: HttpRequest, given: LookupIn) -> list[dict[str, object]]:
    """Each number in its order: found, malformed or unknown here."""
    return [
        {
            "number": one.written,
            "outcome": one.outcome,
            "publications": [card.publication for card in one.cards],
            "why": one.why,
            "suggestion": one.suggestion,
        }
        for one in looked_up([number[:LONGEST_NUMBER] for number in given.numbers])
    ]


@router.get("/{publication}", response=dict[str, Any], url_name="patent", summary="一件专利")
def patent(request: HttpRequest, publication: str) -> dict[str, object]:
    """Everything that the lake has of a publication."""
    snapshot = holdings.snapshot()
    found = snapshot.patent(publication) if snapshot else None
    if found is None:
        raise Http404(_("专利库中没有 %(number)s") % {"number": publication})
    return record_of(found)
