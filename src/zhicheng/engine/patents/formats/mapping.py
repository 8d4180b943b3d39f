"""Mapping files: which column of a table is which field of the record. TOML, shipped under ``mappings/`` or an operator's own.

    code = "our-export"
    label = "我市专利库导出表"
    requires = ["公开号", "名称"]        # the columns by which the table is recognised
    separators = [";"]                  # between the entries of one cell
    dates = ["%Y-%m-%d"]                # only where dates are not written year first

    [columns]
    publication = ["公开号", "授权公告号"]  # the first that is filled
    title = "名称"

Header names are compared without spaces and underscores, in half width and small letters.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from zhicheng.engine.patents.formats.format import FormatRefused

FIELDS = frozenset(
    [
        "publication",
        "application",
        "kind",
        "kind_code",
        "filed_on",
        "published_on",
        "granted_on",
        "published_year",
        "claims",
        "first_claim",
        "claim_count",
        "description_chars",
        "applicants",
        "applicant_countries",
        "address",
        "postcode",
        "inventors",
        "agencies",
        "ipc",
        "ipc_main",
        "cpc",
        "locarno",
        "priorities",
        "cites",
        "cited_by_count",
        "family",
        "family_size",
        "state",
        "event",
        "event_on",
    ]
)
"""The fields that a column can be; besides them ``title`` and ``abstract``, also with a language (``title_en``)."""

_TEXTS = re.compile(r"(title|abstract)(_[a-z]{2})?")
_KEYS = frozenset(
    ("code", "label", "note", "requires", "language", "country", "dates", "separators", "columns", "separators_of")
)
_DEFAULT_SEPARATORS = (";", "；")
_LONGEST_FILE_CHARS = 100_000


class MappingRefused(FormatRefused):
    """A mapping file that cannot be used: the message names the line, the fault and how to mend it."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one kind of table. ``columns`` and ``requires`` hold header names in their :func:`plain` form.

    ``country`` is put before numbers that name no office; ``language`` is that of ``title`` and ``abstract``; ``dates`` are patterns of
    ``strptime``, empty for dates written year first; ``note`` says where the header names are from.
    """

    code: str
    label: str
    columns: dict[str, tuple[str, ...]]
    requires: tuple[str, ...]
    note: str = ""
    language: str = "zh"
    country: str = ""
    dates: tuple[str, ...] = ()
    separators: tuple[str, ...] = _DEFAULT_SEPARATORS
    separators_of: dict[str, tuple[str, ...]] = field(default_factory=dict)


def plain(header: str) -> str:
    """A header name as it is compared: ``公开（公告）号`` is ``公开(公告)号``, ``I P C`` is ``ipc``.

    >>> plain("公开（公告）号"), plain("I P C"), plain("Publication Date") == plain("publication_date")
    ('公开(公告)号', 'ipc', True)
    """
    return unicodedata.normalize("NFKC", header).casefold().replace(" ", "").replace("_", "").strip("\ufeff\t\r\n")


def read_mapping(text: str, name: str) -> Mapping:
    """The mapping in a TOML text; ``name`` is the file's, for messages. Raises :class:`MappingRefused`."""
    if len(text) > _LONGEST_FILE_CHARS:
        raise MappingRefused(f"{name} 超过 {_LONGEST_FILE_CHARS:,} 个字符，不像映射文件。请检查是否选错了文件")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingRefused(f"{name} 不是正确的 TOML：{error}。请检查引号、方括号和等号") from None
    return _Reader(content, text, name).mapping()


@lru_cache(maxsize=1)
def shipped_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with the platform, in the order of their file names."""
    folder = resources.files("zhicheng.engine.patents.formats") / "mappings"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(read_mapping(file.read_text(encoding="utf-8"), file.name) for file in files)


def shipped_mapping(code: str) -> Mapping:
    """The mapping of that code that comes with the platform."""
    return next(mapping for mapping in shipped_mappings() if mapping.code == code)


class _Reader:
    """Checks a mapping file's content and says on which line a fault is."""

    def __init__(self, content: dict[str, Any], text: str, name: str) -> None:
        self._content, self._text, self._name = content, text, name

    def mapping(self) -> Mapping:
        self._check_keys()
        columns = {key: self._headers(key) for key in self._table("columns")}
        self._check_columns(columns)
        requires = self._requires(columns)
        return Mapping(
            code=self._word("code"),
            label=self._word("label"),
            columns=columns,
            requires=requires,
            note=self._word("note", ""),
            language=self._word("language", "zh"),
            country=self._word("country", ""),
            dates=self._words("dates", self._content.get("dates", [])),
            separators=self._words("separators", self._content.get("separators", list(_DEFAULT_SEPARATORS))),
            separators_of={key: self._words(key, value) for key, value in self._table("separators_of").items()},
        )

    def _check_keys(self) -> None:
        for key in self._content:
            if key not in _KEYS:
                raise self._fault(key, f"不认识“{key}”。可以写的有 {'、'.join(sorted(_KEYS))}")

    def _check_columns(self, columns: dict[str, tuple[str, ...]]) -> None:
        for key in (*columns, *self._table("separators_of")):
            if key not in FIELDS and not _TEXTS.fullmatch(key):
                raise self._fault(key, f"没有“{key}”这个字段。可以写的有 title、abstract、{'、'.join(sorted(FIELDS))}")
        if "publication" not in columns:
            raise self._fault("[columns]", "没有写 publication（公开号）对应哪一列，记录无从识别。请补上")

    def _requires(self, columns: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        named = self._words("requires", self._content.get("requires", []))
        return tuple(map(plain, named)) or columns["publication"][:1]

    def _table(self, key: str) -> dict[str, Any]:
        value = self._content.get(key, {})
        if not isinstance(value, dict):
            raise self._fault(key, f"“{key}”应是一节，写成 [{key}]，下面每行一个字段")
        return value

    def _headers(self, key: str) -> tuple[str, ...]:
        return tuple(map(plain, self._words(key, self._table("columns")[key])))

    def _words(self, key: str, value: object) -> tuple[str, ...]:
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise self._fault(key, f'“{key}”应是引号里的文字，或方括号里的几个，例如 {key} = ["公开号", "公告号"]')
        return tuple(words)

    def _word(self, key: str, default: str | None = None) -> str:
        value = self._content.get(key, default)
        if not isinstance(value, str):
            raise self._fault(key, f"缺少“{key}”，或者它不是引号里的文字。请在文件开头写 {key} = …")
        return value

    def _fault(self, key: str, words: str) -> MappingRefused:
        lines = enumerate(self._text.splitlines(), start=1)
        line = next((number for number, each in lines if each.lstrip().startswith((key, f'"{key}"'))), 1)
        return MappingRefused(f"{self._name} 第 {line} 行：{words}")
