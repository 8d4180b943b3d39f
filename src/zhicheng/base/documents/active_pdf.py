"""What makes a PDF act by itself or carry another file, wherever it stands: in the open, or in a packed part (object stream).

Names are found as a reader finds them (ISO 32000-1, 7.3.5: `#4a` may stand for a letter). Object streams (7.5.7) are unpacked, with a
bound on what comes out; one that cannot be unpacked is told of, since a reader who has the password opens it. Other streams (pictures,
fonts, pages) stay packed. Nothing here builds objects: it looks for marks, and a reader that mends broken files may find what it does not.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

CHUNK_BYTES = 1 << 18
OVERLAP_BYTES = 1 << 10
"""How far a mark may lie across two chunks."""
DICTIONARY_BYTES = 1 << 11
"""Where a stream's own facts are looked for: so many bytes before it."""
OBJECT_BYTES = 1 << 9
"""How much of an object is looked at for the kind of action that it is."""
PEEK_BYTES = 1 << 9
MOST_STREAMS = 50_000
MOST_OBJECTS = 200_000
MOST_OPENINGS = 200
"""Each saving of a file may state anew what is done on opening it; nobody saves so often."""
MOST_UNPACKED_BYTES = 64 * 2**20
"""All object streams of a file together; those of a book of a thousand pages come to less than ten."""
MOST_LIKELY_BYTES = 4 * 2**20
"""Of a stream that only might hold objects: what it begins with tells."""


def name(text: str) -> bytes:
    """A pattern of a PDF name, any letter of which may be written as its number."""
    letters = [b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in text.encode()]
    return b"/" + b"".join(letters) + rb"(?![\w#.+-])"


SPACE = rb"(?:[\s\0]|%[^\r\n]{0,200}[\r\n])*"
# A name of two letters turns up in packed pictures: it counts only with the text or the reference that has to follow.
SCRIPT_TEXT = rb"(?:\((?:\xfe\xff|[\t\r\n -~]{4})|<[0-9A-Fa-f]{4}|\d{1,10}\s+\d{1,5}\s+R)"
SCRIPT = re.compile(b"|".join([name("JavaScript"), name("Launch"), name("JS") + SPACE + SCRIPT_TEXT]))
ATTACHMENT = re.compile(name("EmbeddedFile"))
OPENING = re.compile(name("OpenAction") + SPACE + rb"(?:<<|(?P<number>\d{1,10})\s+\d{1,5}\s+R)")
OUTWARD = ("URI", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "Movie", "Sound", "RichMediaExecute")
ACTION = re.compile(name("S") + SPACE + b"(?:" + b"|".join(map(name, OUTWARD)) + b")")
"""An action that leads out of the document or plays something; turning to a page is none."""
STREAM = re.compile(rb"stream(?:\r?\n|\r)")
OBJECT_STREAM = re.compile(name("ObjStm"))
FILTER = re.compile(name("Filter"))
PREDICTOR = re.compile(name("Predictor") + SPACE + rb"(?!1\b)\d")
FIRST = re.compile(name("First") + SPACE + rb"(\d{1,10})(?!\d|\s+\d{1,5}\s+R)")
"""Where the objects of a stream begin. With a reference it is the first entry of an outline."""
OBJECT = re.compile(rb"(?<!\d)\d{1,10}\s+\d{1,5}\s+obj\b")
NUMBERS = re.compile(rb"[\s\0]*(?:%|\d{1,10}\s+\d{1,10}\s)")
"""How the content of an object stream begins: with the number and place of its first object."""
PLACE = re.compile(rb"(\d{1,10})\s+(\d{1,10})\s")
BRACKETS = re.compile(rb"<<|>>")


class NotOpenedError(Exception):
    """A packed part that cannot be looked into (`sealed`), or out of which too much comes (`bomb`)."""


@dataclass
class Seen:
    """What was found so far; `opened` are the numbers of the objects that are acted on when the file is opened."""

    script: bool = False
    attachment: bool = False
    openings: int = 0
    opened: set[int] = field(default_factory=set)

    @property
    def word(self) -> str:
        """script, attachment, or empty when nothing was found."""
        return "script" if self.script else "attachment" if self.attachment else ""


def what_acts(content: BinaryIO) -> str:
    """The fault of a PDF: script, attachment, sealed or bomb; empty when there is none. Reads in chunks, never the whole."""
    seen = Seen()
    try:
        streams = look_through(content, seen)
        for packed, _facts in object_streams(content, streams):
            look(packed, seen)
        seen.script = seen.script or does_open_acting(content, streams, seen.opened)
    except NotOpenedError as fault:
        return seen.word or str(fault)
    return seen.word


def look_through(content: BinaryIO, seen: Seen) -> list[int]:
    """Look at everything as it stands; returns where the content of each stream begins."""
    streams: set[int] = set()
    for position, text in chunks(content):
        look(text, seen)
        found = STREAM.finditer(text)
        streams |= {position + one.end() for one in found if text[one.start() - 3 : one.start()] != b"end"}
        if len(streams) > MOST_STREAMS:
            raise NotOpenedError("bomb")
    return sorted(streams)


def chunks(content: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(position, text) of the whole content; the end of each chunk is seen again with the next."""
    content.seek(0)
    position, tail = 0, b""
    while chunk := content.read(CHUNK_BYTES):
        yield position - len(tail), tail + chunk
        position, tail = position + len(chunk), (tail + chunk)[-OVERLAP_BYTES:]


def look(text: bytes, seen: Seen) -> None:
    """The marks of a part of the file, packed or not."""
    seen.script = seen.script or SCRIPT.search(text) is not None
    seen.attachment = seen.attachment or ATTACHMENT.search(text) is not None
    for found in OPENING.finditer(text):
        seen.openings += 1
        if found["number"]:
            seen.opened.add(int(found["number"]))
        elif is_acting(dictionary_in(text[found.end() :][:OVERLAP_BYTES])):
            seen.script = True
        if seen.openings > MOST_OPENINGS:
            seen.script = True
            return


def dictionary_in(text: bytes) -> bytes:
    """What stands before the bracket that closes a dictionary whose opening bracket was read."""
    depth = 1
    for found in BRACKETS.finditer(text):
        depth += 1 if found[0] == b"<<" else -1
        if not depth:
            return text[: found.start()]
    return text


def is_acting(text: bytes) -> bool:
    """Whether a dictionary is an action that leads out."""
    return ACTION.search(text) is not None


def object_streams(content: BinaryIO, streams: list[int]) -> Iterator[tuple[bytes, bytes]]:
    """(what was packed, the facts before it) of every stream that holds objects, by its own word or by its look."""
    left = MOST_UNPACKED_BYTES
    for start in streams:
        before = text_before(content, start)
        if not is_worth_a_look(before):
            continue
        facts = before[max((found.end() for found in OBJECT.finditer(before)), default=0) :]
        is_named = OBJECT_STREAM.search(facts) is not None
        if not is_named and not may_hold_objects(content, start, before):
            continue
        packed, is_whole = unpacked(content, start, left if is_named else min(left, MOST_LIKELY_BYTES))
        left -= len(packed)
        if is_named and left <= 0:
            raise NotOpenedError("bomb")
        if is_named and FILTER.search(facts) and (not is_whole or PREDICTOR.search(facts)):
            raise NotOpenedError("sealed")
        yield packed, facts


def text_before(content: BinaryIO, start: int) -> bytes:
    """Where the facts of a stream stand."""
    content.seek(max(start - DICTIONARY_BYTES, 0))
    return content.read(min(start, DICTIONARY_BYTES))


def is_worth_a_look(before: bytes) -> bool:
    """Whether facts of packed objects may stand here, in letters or as numbers, or the facts begin too far away to be seen."""
    return any(mark in before for mark in (b"ObjStm", b"First", b"#")) or b"obj" not in before


def may_hold_objects(content: BinaryIO, start: int, before: bytes) -> bool:
    """Whether a stream that does not say so may hold objects: facts of one are near, or too long to see, and it begins like one."""
    is_near = OBJECT_STREAM.search(before) or FIRST.search(before) or not OBJECT.search(before)
    return bool(is_near) and NUMBERS.match(beginning(content, start)) is not None


def beginning(content: BinaryIO, start: int) -> bytes:
    """The first bytes of a packed stream, empty when it is packed in another way."""
    content.seek(start)
    try:
        return zlib.decompressobj().decompress(content.read(PEEK_BYTES), PEEK_BYTES)
    except zlib.error:
        return b""


def unpacked(content: BinaryIO, start: int, most: int) -> tuple[bytes, bool]:
    """What a packed stream holds, little more than `most` bytes of it, and whether it came to its end."""
    content.seek(start)
    packing, parts, size = zlib.decompressobj(), [], 0
    try:
        while size < most and not packing.eof and (given := packing.unconsumed_tail or content.read(CHUNK_BYTES)):
            parts.append(packing.decompress(given, CHUNK_BYTES))
            size += len(parts[-1])
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), packing.eof


def does_open_acting(content: BinaryIO, streams: list[int], opened: set[int]) -> bool:
    """Whether one of the objects acted on at opening, packed or not, is an action that leads out."""
    if not opened:
        return False
    if any(is_acting(dictionary_of(body)) for body in plain_objects(content, opened)):
        return True
    packed = (each for part, facts in object_streams(content, streams) for each in packed_objects(part, facts, opened))
    return any(is_acting(dictionary_of(body)) for body in packed)


def plain_objects(content: BinaryIO, numbers: set[int]) -> Iterator[bytes]:
    """How the objects with these numbers begin; each saving of a file may state one anew."""
    wanted = b"|".join(b"%d" % number for number in sorted(numbers))
    heading, count = re.compile(rb"(?<!\d)0*(?:" + wanted + rb")\s+\d{1,5}\s+obj\b"), 0
    for _position, text in chunks(content):
        for found in heading.finditer(text):
            count += 1
            if count > MOST_OBJECTS:
                raise NotOpenedError("bomb")
            yield text[found.end() :][:OBJECT_BYTES]


def packed_objects(packed: bytes, facts: bytes, numbers: set[int]) -> Iterator[bytes]:
    """How the objects with these numbers begin in one object stream."""
    first = FIRST.search(facts)
    begins = int(first[1]) if first else 0
    for count, found in enumerate(PLACE.finditer(packed[:begins])):
        if count > MOST_OBJECTS:
            raise NotOpenedError("bomb")
        if int(found[1]) in numbers:
            yield packed[begins + int(found[2]) :][:OBJECT_BYTES]


def dictionary_of(text: bytes) -> bytes:
    """The dictionary with which a text begins."""
    return dictionary_in(text.partition(b"<<")[2])
