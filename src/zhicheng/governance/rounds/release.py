"""A release: all that one year's evaluation was computed from and all that came out, in one ZIP that anyone can compute again.

The same content gives the same bytes (`engine.packages`). Figures are written with all their digits, results with those that count on
every machine.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import numpy as np
from django.utils.translation import gettext as _

import zhicheng
from zhicheng.base.definitions.reading import DefinitionRefused, read
from zhicheng.engine.packages import PackageError, exact, pack, sha256, table
from zhicheng.engine.packages import unpack as unpacked
from zhicheng.governance.indicators.queries import Panel
from zhicheng.governance.strength.computing import Interval, LeftOut, NodeScore, YearResult, evaluate_year
from zhicheng.governance.strength.definition_kinds import STRENGTH, SchemeDefinition

FORMAT = "zhicheng-strength-release/1"
MANIFEST, SCHEME, FIGURES, README = "manifest.json", "scheme.toml", "figures.csv", "README.txt"
RESULTS: Mapping[str, type] = {"scores.csv": NodeScore, "intervals.csv": Interval, "left_out.csv": LeftOut}
MOST_BYTES = 200 * 2**20
# The program that turns figures into scores: the engine, and the two modules that lead to it.
CODE = ("engine/**/*.py", "governance/strength/computing.py", "governance/strength/definition_kinds.py")


class ReleaseRefused(Exception):  # noqa: N818 - an answer about a file
    """A file that is no release; the message says why."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One file of a release: whether it is as the manifest says, and as computing it again gives (None: it is not computed)."""

    name: str
    as_listed: bool
    as_recomputed: bool | None

    @property
    def is_equal(self) -> bool:
        return self.as_listed and self.as_recomputed is not False


def figures_csv(panel: Panel, codes: Iterable[str], year: int) -> str:
    """Every figure of a year that a scheme reads, a region a line, with all digits; a missing one is empty."""
    columns = sorted(codes)
    at = panel.periods.index(year) if year in panel.periods else None
    values = [panel.values[code][:, at] if at is not None else np.full(len(panel.regions), np.nan) for code in columns]
    rows = [
        [region, *("" if np.isnan(column[row]) else repr(float(column[row])) for column in values)]
        for row, region in enumerate(panel.regions)
    ]
    return table(["region", *columns], rows)


def panel_of(text: str, year: int) -> Panel:
    """The figures of `figures_csv` as the evaluation takes them; raises `ReleaseRefused`."""
    try:
        head, *rows = csv.reader(io.StringIO(text))
        numbers = np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows], dtype=np.float64)
        numbers = numbers.reshape(len(rows), len(head) - 1)
    except ValueError as error:
        raise ReleaseRefused(_("%(name)s 读不出来：%(error)s") % {"name": FIGURES, "error": error}) from None
    columns = {code: numbers[:, [at]] for at, code in enumerate(head[1:])}
    return Panel(tuple(row[0] for row in rows), (year,), columns)


def result_files(result: YearResult) -> dict[str, bytes]:
    """What came out, as files."""
    rows = {"scores.csv": result.scores, "intervals.csv": result.intervals, "left_out.csv": result.left_out}
    return {name: rows_csv(RESULTS[name], found).encode() for name, found in rows.items()}


def rows_csv(kind: type, rows: Iterable[Any]) -> str:
    """Rows of a dataclass, a column a field."""
    names = [field.name for field in fields(kind)]
    return table(names, [[plain(getattr(row, name)) for name in names] for row in rows])


def plain(value: object) -> str:
    """A value as text: numbers with the digits that count, lists and mappings as JSON."""
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, float):
        return exact(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return str(value)


def scheme_from(code: str, text: str) -> SchemeDefinition:
    """The scheme that a text says; raises `ReleaseRefused`."""
    try:
        return cast("SchemeDefinition", read(STRENGTH, code, text).model)
    except DefinitionRefused as refusal:
        raise ReleaseRefused(str(refusal)) from None


def computed(code: str, scheme_text: str, figures: str, year: int) -> YearResult:
    """The year's result from nothing but a scheme's text and figures; raises `ReleaseRefused`."""
    result = evaluate_year(code, scheme_from(code, scheme_text), panel_of(figures, year), year)
    if result is None:
        raise ReleaseRefused(_("按这份方案和数据没有可以排名的城市"))
    return result


@cache
def code_sha256() -> str:
    """Names the program that computes: SHA-256 over its source files in order of their paths."""
    root = Path(zhicheng.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for pattern in CODE for path in root.glob(pattern)):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def version() -> str:
    """The version of the platform."""
    return metadata.version("zhicheng")


def manifest_of(facts: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """The manifest: the facts given, and the digest of every other file."""
    listed = {"format": FORMAT, **facts, "files": {name: sha256(files[name]) for name in sorted(files)}}
    return (json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of a release; raises `ReleaseRefused` when it is none."""
    try:
        files = unpacked(content, most_bytes=MOST_BYTES)
    except PackageError as error:
        raise ReleaseRefused(_("不是完好的 ZIP 文件：%(error)s") % {"error": error}) from None
    if absent := sorted({MANIFEST, SCHEME, FIGURES, README, *RESULTS} - files.keys()):
        raise ReleaseRefused(_("发布包里缺少：%(names)s") % {"names": "、".join(absent)})
    return files


def manifest_in(files: Mapping[str, bytes]) -> dict[str, Any]:
    """What a release says about itself; raises `ReleaseRefused`."""
    try:
        manifest = json.loads(files[MANIFEST])
        known = manifest["format"] == FORMAT and isinstance(manifest["files"], dict)
        str(manifest["scheme"]), int(manifest["year"])
    except (ValueError, KeyError, TypeError):
        known, manifest = False, {}
    if not known:
        raise ReleaseRefused(_("%(name)s 不是本平台发布包的清单") % {"name": MANIFEST})
    return cast("dict[str, Any]", manifest)


def compare(content: bytes) -> list[Compared]:
    """Compute a release again from its scheme and figures, and compare every file byte by byte; raises `ReleaseRefused`."""
    files = unpack(content)
    listed = manifest_in(files)["files"]
    made = again(files)
    rows = [
        Compared(name, listed.get(name) == sha256(files[name]), made[name] == files[name] if name in made else None)
        for name in sorted(files)
        if name != MANIFEST
    ]
    own = {name: made.get(name, held) for name, held in files.items() if name in listed or name == MANIFEST}
    rows.append(
        Compared(
            MANIFEST,
            as_listed=listed.keys() == files.keys() - {MANIFEST},
            as_recomputed=own[MANIFEST] == files[MANIFEST],
        )
    )
    return [*rows, Compared(_("整个文件"), as_listed=True, as_recomputed=pack(own) == content)]


def again(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The results and the manifest, from a release's scheme, figures and facts; raises `ReleaseRefused`."""
    manifest = manifest_in(files)
    result = computed(manifest["scheme"], text_in(files, SCHEME), text_in(files, FIGURES), int(manifest["year"]))
    made = result_files(result)
    facts = {key: value for key, value in manifest.items() if key not in {"format", "files"}}
    facts |= {"inputs_sha256": result.inputs_sha256, "outputs_sha256": result.outputs_sha256}
    own = {name: made.get(name, held) for name, held in files.items() if name in manifest["files"]}
    return {**made, MANIFEST: manifest_of(facts, own)}


def text_in(files: Mapping[str, bytes], name: str) -> str:
    """A file's text; raises `ReleaseRefused`."""
    try:
        return files[name].decode()
    except UnicodeDecodeError:
        raise ReleaseRefused(_("%(name)s 不是 UTF-8 文本") % {"name": name}) from None
