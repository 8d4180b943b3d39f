"""The fields of the tantivy index."""

from functools import cache
from typing import Final

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

FORMAT: Final = 1
"""Raise it with every change of the schema or of the terms: indexes of another format ask to be rebuilt."""

TITLE, ABSTRACT, CLAIMS = "title", "abstract", "claims"
APPLICANT, INVENTOR, AGENCY, ADDRESS = "applicant", "inventor", "agency", "address"
PUBLICATION_FORMS, APPLICATION_FORMS, CITES = "publication_forms", "application_forms", "cites"
CLASSES = "classes"  # the symbols as they are given; what stands above them is in the facets
FILED, PUBLISHED = "filed", "published"  # whole numbers, 20100810
CITED_COUNT, CLAIM_COUNT, LOAD, FAMILY = "cited_count", "claim_count", "load", "family"
SYNTHETIC = "synthetic"
ID, CARD = "id", "card"
APPLICANT_NAME = "applicant_name"
YEARS = ("year_filed", "year_published")
FACETS = (
    "office",
    "kind",
    "state",
    "ipc_section",
    "ipc_class",
    "ipc_subclass",
    "ipc_group",
    "province",
    "city",
    "county",
    APPLICANT_NAME,
)

_WORDS = (TITLE, ABSTRACT, CLAIMS, APPLICANT, INVENTOR, AGENCY, ADDRESS)
_EXACT = (ID, PUBLICATION_FORMS, APPLICATION_FORMS, CITES, CLASSES, SYNTHETIC)
_NUMBERS = (FILED, PUBLISHED, CITED_COUNT, CLAIM_COUNT, LOAD, FAMILY, *YEARS)
_TERMS = "terms"


@cache
def schema() -> Schema:
    """The one schema of this format."""
    builder = SchemaBuilder()
    for name in _WORDS:
        builder.add_text_field(name, tokenizer_name=_TERMS, index_option="position")
    for name in _EXACT:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field(CARD, stored=True)
    return builder.build()


def tantivy_index(folder: str) -> Index:
    """The index in a folder, which is made where it is missing; texts come already spelled as terms."""
    index = Index(schema(), folder)
    index.register_tokenizer(_TERMS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index
