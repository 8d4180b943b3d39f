"""Counts of results by year, office, class, region and so on."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhicheng.engine.patents.search import schema as fields
from zhicheng.engine.patents.search.index import Facet, FacetName, FacetValue, SearchRefused

MOST_VALUES = 1_000
_MOST_YEARS = 400
_PREFIX_SIGNS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-")


def asked(facets: Sequence[Facet]) -> dict[str, Any]:
    """The aggregations to ask for. Raises :class:`SearchRefused` for a number or a beginning that cannot be."""
    return {facet.name.value: {"terms": _terms(facet)} for facet in facets}


def _terms(facet: Facet) -> dict[str, Any]:
    if not 1 <= facet.most <= MOST_VALUES:
        message = f"每个分面取 1 至 {MOST_VALUES} 个值"
        raise SearchRefused(message)
    if facet.name in fields.YEARS:
        return {"field": facet.name.value, "size": _MOST_YEARS, "order": {"_key": "desc"}}
    is_applicant = facet.name is FacetName.APPLICANT
    name = fields.APPLICANT_NAME if is_applicant else facet.name.value
    terms: dict[str, Any] = {"field": name, "size": facet.most, "segment_size": max(10 * facet.most, 1_000)}
    if facet.inside:
        terms["include"] = f"{_checked(facet.inside)}.*"
    return terms


def _checked(beginning: str) -> str:
    if not set(beginning) <= _PREFIX_SIGNS:
        message = f"“{beginning}”不能作分面的开头，应为分类号或行政区划代码的开头"
        raise SearchRefused(message)
    return beginning


def counted(facets: Sequence[Facet], found: Mapping[str, Any]) -> dict[FacetName, tuple[FacetValue, ...]]:
    """The counts that came back, as they are shown: years from the newest, the rest from the largest."""
    return {facet.name: _values(facet, found[facet.name.value]["buckets"]) for facet in facets}


def _values(facet: Facet, buckets: Sequence[Mapping[str, Any]]) -> tuple[FacetValue, ...]:
    if facet.name in fields.YEARS:
        return tuple(FacetValue(str(int(each["key"])), each["doc_count"]) for each in buckets)
    ordered = sorted(buckets, key=lambda each: (-each["doc_count"], each["key"]))
    return tuple(FacetValue(each["key"], each["doc_count"]) for each in ordered)
