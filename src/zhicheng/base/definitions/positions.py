"""Where each entry of a TOML text stands. tomllib gives the values; an error message also needs the line."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

Path = tuple[str, ...]
"""Keys and list places from the top, for example ("tasks", "2", "goal"); list places count from 0."""


def line_of(text: str, path: Iterable[str | int]) -> int:
    """The line (from 1) of an entry of a valid TOML text; of its nearest known surroundings when it is not there.

    Parts of a path that the text does not know, such as the names that pydantic gives to the branches of a union, are skipped.
    """
    lines = entries(text)
    known: Path = ()
    for part in path:
        if (*known, str(part)) in lines:
            known = (*known, str(part))
    return lines.get(known, 1)


def entries(text: str) -> dict[Path, int]:
    """Every key, table and list element of a valid TOML text with its line."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    """Walks a text that tomllib has accepted, so that it need not doubt anything; positions are character offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.newlines = [i for i, character in enumerate(text) if character == "\n"]
        self.lines: dict[Path, int] = {}
        self.tables_in: Counter[Path] = Counter()

    def document(self) -> None:
        table: Path = ()
        while self.skip(" \t\r\n"):
            if self.text[self.at] == "[":
                table = self.heading()
            else:
                self.pair(table)

    def heading(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the table that the following pairs belong to."""
        start, is_list = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if is_list else 1
        *parents, last = self.key()
        self.at += 2 if is_list else 1
        table: Path = ()
        for part in parents:
            table = self.newest((*table, part))
        table = (*table, last)
        self.note(table, start)
        if is_list:
            self.tables_in[table] += 1
        table = self.newest(table)
        self.note(table, start)
        return table

    def newest(self, table: Path) -> Path:
        """The element of a list of tables that a name means: the last one so far."""
        count = self.tables_in[table]
        return (*table, str(count - 1)) if count else table

    def pair(self, table: Path) -> None:
        start = self.at
        path = table
        for part in self.key():
            path = (*path, part)
            self.note(path, start)
        self.at += 1  # the equals sign
        self.skip(" \t")
        self.value(path)

    def key(self) -> list[str]:
        parts = [self.key_part()]
        while self.text[self.at] == ".":
            self.at += 1
            parts.append(self.key_part())
        return parts

    def key_part(self) -> str:
        self.skip(" \t")
        start = self.at
        if self.text[start] in "\"'":
            self.string()
            part = self.text[start + 1 : self.at - 1]
        else:
            while self.text[self.at].isalnum() or self.text[self.at] in "_-":
                self.at += 1
            part = self.text[start : self.at]
        self.skip(" \t")
        return part

    def value(self, path: Path) -> None:
        character = self.text[self.at]
        if character in "\"'":
            self.string()
        elif character == "[":
            self.array(path)
        elif character == "{":
            self.inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self.skip(" \t\r\n,") and self.text[self.at] != "]":
            self.note((*path, str(index)), self.at)
            self.value((*path, str(index)))
            index += 1
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while self.skip(" \t\r\n,") and self.text[self.at] != "}":
            self.pair(path)
        self.at += 1

    def string(self) -> None:
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(mark)
        # A string of three quotes may end in one or two quotes of its own.
        while len(mark) > 1 and self.text.startswith(quote, self.at):
            self.at += 1

    def skip(self, blanks: str) -> bool:
        """Pass over blanks and comments; False at the end of the text."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in blanks:
                self.at += 1
            else:
                return True
        return False

    def note(self, path: Path, offset: int) -> None:
        self.lines.setdefault(path, bisect_right(self.newlines, offset - 1) + 1)
