"""XML from strangers, one record at a time: no DTD, no entity, no network, and a refusal that says where it is broken."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html.entities import html5
from typing import TypeAlias

import numpy as np
from lxml import etree

from zhicheng.engine.patents.formats.decoding import encoding_of, text_of
from zhicheng.engine.patents.formats.faults import RecordRefused, read_each
from zhicheng.engine.patents.formats.fields import one_line
from zhicheng.engine.patents.formats.format import FormatRefused, Member, Reading
from zhicheng.engine.patents.formats.splitting import LONGEST_RECORD_BYTES, Piece, matching, pieces_of
from zhicheng.engine.patents.formats.streams import head_of
from zhicheng.engine.patents.record import Patent

Element: TypeAlias = etree._Element  # noqa: SLF001 - the library exports its element type under no other name
Children: TypeAlias = dict[str, list[Element]]
"""An element's children by their names without name spaces, in their order."""

_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[>]{0,1000}(\[.*?\]\s*)?>", re.DOTALL)
_COMMENTED_DOCTYPE = re.compile(rb"<!--\s*<!DOCTYPE.{0,400}?-->", re.DOTALL)
_DECLARATION = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}\?>")
_ENTITY = re.compile(rb"<!ENTITY\s[^>]*>")
_REFERENCE = re.compile(rb"&([A-Za-z][A-Za-z0-9.-]*);")
_PREDEFINED = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_CONTENT = re.compile(rb"[^\xef\xbb\xbf \t\r\n]")
_EXCERPT_BYTES = 3_000

_GREEK = dict(
    zip(
        [
            "agr",
            "bgr",
            "ggr",
            "dgr",
            "egr",
            "zgr",
            "eegr",
            "thgr",
            "igr",
            "kgr",
            "lgr",
            "mgr",
            "ngr",
            "xgr",
            "ogr",
            "pgr",
            "rgr",
            "sgr",
            "tgr",
            "ugr",
            "phgr",
            "khgr",
            "psgr",
            "ohgr",
        ],
        "αβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)
_GREEK_CAPITALS = dict(
    zip(
        [
            "Agr",
            "Bgr",
            "Ggr",
            "Dgr",
            "Egr",
            "Zgr",
            "EEgr",
            "THgr",
            "Igr",
            "Kgr",
            "Lgr",
            "Mgr",
            "Ngr",
            "Xgr",
            "Ogr",
            "Pgr",
            "Rgr",
            "Sgr",
            "Tgr",
            "Ugr",
            "PHgr",
            "KHgr",
            "PSgr",
            "OHgr",
        ],
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
        strict=True,
    )
)
_OTHERS = {
    "sfgr": "ς",
    "thinsp": "\N{THIN SPACE}",
    "blank": " ",
    "plusmn": "±",
    "compfn": "∘",
    "lsqb": "[",
    "rsqb": "]",
}
_CHARACTERS = {
    name.encode("ascii"): "".join(f"&#{ord(char)};" for char in text).encode("ascii")
    for name, text in {
        **{name.removesuffix(";"): text for name, text in html5.items()},
        **_GREEK,
        **_GREEK_CAPITALS,
        **_OTHERS,
    }.items()
}
"""The characters that SGML's public entity sets (ISO 8879) name, as references that need no DTD."""


def document_pieces(member: Member, roots: Iterable[str]) -> Iterator[Piece]:
    """The documents that stand one after another in a member: each begins with a declaration, else with a DOCTYPE, else
    with one of the root elements, as the first of them does.
    """
    head = head_of(member)
    names = "|".join(map(re.escape, roots))
    beginnings = (rb"<\?xml\s", rb"<!DOCTYPE\s", rb"<(?:%s)[\s>]" % names.encode("ascii"))
    begins = next((one for one in beginnings if re.search(one, head)), beginnings[-1])
    for piece in pieces_of(member.stream, matching(re.compile(begins), after=b"\n>\xbf")):
        if _CONTENT.search(piece.data):
            yield piece


def read_pieces(member: Member, pieces: Iterator[Piece], parse: Callable[[Element], Patent | None]) -> Reading:
    """Each piece as an XML document of its own, read by ``parse``."""
    return read_each(member, pieces, lambda piece: parse(root_of(piece)), excerpt_of)


def excerpt_of(piece: Piece) -> str:
    """How a broken record begins, without the declarations that begin them all."""
    text = piece.data[:_EXCERPT_BYTES]
    return text_of(_DECLARATION.sub(b"", text).lstrip())


def root_of(piece: Piece) -> Element:
    """The document's root element. Raises :class:`RecordRefused` for one that is broken, hostile or too long."""
    if piece.too_long:
        size = LONGEST_RECORD_BYTES >> 20
        raise RecordRefused(f"这条记录超过 {size} MB，已跳过。请检查文件是否缺少记录之间的分界")
    data, encoding = without_declarations(piece.data)
    try:
        return etree.fromstring(data, _parser(encoding))
    except etree.XMLSyntaxError as error:
        raise RecordRefused(_syntax_words(error)) from None
    except (ValueError, LookupError):
        raise RecordRefused("XML 的编码声明有误。请另存为 UTF-8 编码后再上传") from None


@lru_cache(maxsize=8)
def _parser(encoding: str) -> etree.XMLParser:
    """Strict: what a parser would load, expand or forgive is exactly what a stranger could abuse. One keeps its names."""
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )


def without_declarations(data: bytes) -> tuple[bytes, str]:
    """The document without its declaration and DOCTYPE, named characters as numbers; and its encoding.

    Raises :class:`RecordRefused` for a document that declares an entity other than a picture beside it (NDATA).
    """
    encoding = _encoding(data)
    if encoding == "utf-16":
        data, encoding = _recoded(data), "utf-8"
    if declaration := _DECLARATION.match(data):
        data = data[declaration.end() :]
    if _declares(data):
        data = _without_doctype(data[:_LONGEST_DOCTYPE_BYTES]) + data[_LONGEST_DOCTYPE_BYTES:]
    return (_REFERENCE.sub(_character, data) if b"&" in data else data), encoding


def _declares(data: bytes) -> bool:
    if b"!" not in data:  # a single byte is sought many times as fast, and most documents have none
        return False
    return any(data.find(one, 0, _LONGEST_DOCTYPE_BYTES) >= 0 for one in (b"<!DOCTYPE", b"<!ENTITY"))


_LONGEST_DOCTYPE_BYTES = 4 << 20  # a grant with 20,000 formulas declares as many pictures


def _without_doctype(beginning: bytes) -> bytes:
    plain = _COMMENTED_DOCTYPE.sub(b"", beginning) if b"<!--" in beginning else beginning
    found = _DOCTYPE.search(plain)
    declarations = found[0] if found else plain
    if any(b"NDATA" not in entity for entity in _ENTITY.findall(declarations)):
        raise RecordRefused("文件声明了 XML 实体，为安全起见不予读取。请删去 <!ENTITY …> 声明后再上传")
    return _DOCTYPE.sub(b"", plain, count=1)


def _encoding(data: bytes) -> str:
    try:
        return encoding_of(data[:200]).removesuffix("-sig")
    except FormatRefused as refusal:
        raise RecordRefused(str(refusal)) from None


def _recoded(data: bytes) -> bytes:
    try:
        return data.decode("utf-16").encode("utf-8")
    except UnicodeError:
        raise RecordRefused("文件标明 UTF-16 编码，内容却不是。请另存为 UTF-8 编码后再上传") from None


def _character(reference: re.Match[bytes]) -> bytes:
    name = reference[1]
    if name in _PREDEFINED:
        return reference[0]
    return _CHARACTERS.get(name, b"&amp;" + name + b";")


def _syntax_words(error: etree.XMLSyntaxError) -> str:
    line = error.lineno or 1
    return f"XML 在这条记录的第 {line} 行有语法错误（{one_line(str(error.msg))[:120]}）。请向提供方索取完整的文件"


def words_of(element: Element | None) -> str:
    """All the text in an element on one line; empty for None."""
    if element is None:
        return ""
    text = _whole_text(element) if len(element) else element.text
    return " ".join(text.split()) if text else ""


def _whole_text(element: Element) -> str:
    """The text of an element and all below it; six times as fast as joining them one by one."""
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def words_at(element: Element, path: str) -> str:
    """All the text at a path on one line; empty where there is nothing."""
    return words_of(element.find(path))


# Each of the following passes over the children once: much faster than asking for every one by its path.


def local_name(element: Element) -> str:
    """An element's name without its name space."""
    name: str = element.tag.rpartition("}")[2]
    return name


def children_of(element: Element) -> Children:
    """All children by name."""
    found: Children = {}
    for child in element:
        found.setdefault(child.tag.rpartition("}")[2], []).append(child)
    return found


def first_children_of(element: Element) -> dict[str, Element]:
    """The first child of each name."""
    return {child.tag.rpartition("}")[2]: child for child in element.iterchildren(reversed=True)}


def named(parents: Iterable[Element], name: str) -> list[Element]:
    """The children with a name of all the parents."""
    return [child for parent in parents for child in parent if child.tag.rpartition("}")[2] == name]


def leaves_of(element: Element) -> dict[str, str]:
    """The words of the first child of each name."""
    return {name: words_of(child) for name, child in first_children_of(element).items()}


def codes_of(element: Element) -> dict[str, str]:
    """The text of the first child of each name: twice as fast, for leaves that hold a number, a date or a symbol."""
    found: dict[str, str] = {}
    child = element[-1] if len(element) else None
    while child is not None:
        found[child.tag.rpartition("}")[2]] = (child.text or "").strip()
        child = child.getprevious()
    return found


def length_of(element: Element | None) -> int | None:
    """How many characters an element's text has, white space counted once; None for None.

    Descriptions are most of a document: their bytes are counted, three times as fast as by XPath's ``normalize-space``.
    """
    if element is None:
        return None
    text = etree.tostring(element, method="text", encoding="utf-8", with_tail=False)
    data = np.frombuffer(text, np.uint8)
    visible = data > ord(" ")  # of the bytes up to it XML allows only white space
    words = int(np.count_nonzero(visible[1:] & ~visible[:-1])) + int(np.count_nonzero(visible[:1]))
    characters = int(np.count_nonzero(visible & (data & 0b1100_0000 != 0b1000_0000)))  # UTF-8 goes on with 10xxxxxx
    return characters + max(words - 1, 0)
