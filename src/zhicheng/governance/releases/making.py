"""From what is published of a year to the files of its release."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import model_of
from zhicheng.engine.packages import SIGNIFICANT, sha256
from zhicheng.governance.releases import package, parts, signing, texts
from zhicheng.governance.releases.differences import difference_files
from zhicheng.governance.releases.models import Release
from zhicheng.governance.releases.parts import Files, Part


@dataclass(frozen=True, slots=True)
class Frozen:
    """What goes into a release of a year: the parts that have something, and all their files by full names."""

    year: int
    parts: tuple[Part, ...]
    files: Files
    definitions: tuple[Definition, ...]

    @property
    def seeds(self) -> dict[str, int | str]:
        """The seeds of all random draws, by the part and its own name for the draw."""
        return {
            f"{part.code}/{name}": seed
            for part in self.parts
            if part.seeds
            for name, seed in sorted(part.seeds(parts.own_files(self.files, part.code)).items())
        }


@dataclass(frozen=True, slots=True)
class Occasion:
    """Which release is made, when, and where it stands in the chain."""

    number: str
    made_at: datetime
    previous: Release | None = None
    corrects: Release | None = None
    why: str = ""


def has_results(year: int) -> bool:
    """Whether something of a year is published, and not only what goes along with it."""
    return any(part.frozen(year) for part in parts.offered() if not part.accompanies)


def publishers(year: int) -> frozenset[int]:
    """Ids of the people who published what a release of the year holds."""
    return frozenset(one for part in parts.offered() if part.published_by for one in part.published_by(year))


def prepare() -> None:
    """Bring up to date what the apps compute from records."""
    for part in parts.offered():
        if part.prepare is not None:
            part.prepare()


def freeze(year: int) -> Frozen:
    """Everything of a year that the apps offer, as it is now."""
    files: dict[str, bytes] = {}
    definitions: dict[str, Definition] = {}
    found = []
    for part in parts.offered():
        own = part.frozen(year)
        if not own:
            continue
        found.append(part)
        files |= {f"{part.code}/{name}": content for name, content in own.items()}
        read = part.reads(year) if part.reads else ()
        definitions |= {f"{package.DEFINITIONS}/{one.kind}/{one.code}.toml": one for one in read}
    files |= {name: one.text.encode() for name, one in definitions.items()}
    return Frozen(year, tuple(found), files, tuple(definitions[name] for name in sorted(definitions)))


def put_together(frozen: Frozen, occasion: Occasion) -> bytes:
    """The release as one signed ZIP."""
    facts = facts_of(frozen, occasion)
    files = dict(frozen.files)
    if occasion.corrects is not None:
        files |= difference_files(package.taken_apart(bytes(occasion.corrects.content)).files, files)
    files[package.KEY] = signing.public_key()
    files[package.README] = texts.read_me(facts, frozen.parts).encode()
    models = indicators_of(frozen.definitions)
    files[package.METHOD] = texts.method(facts, frozen.parts, models, SIGNIFICANT).encode()
    files[package.DICTIONARY] = texts.dictionary(files, frozen.parts, models).encode()
    return package.signed(facts, files)


def indicators_of(definitions: Iterable[Definition]) -> Mapping[str, Any]:
    """The indicators among some definitions, by code."""
    return {one.code: model_of(one) for one in definitions if one.kind == "indicator"}


def facts_of(frozen: Frozen, occasion: Occasion) -> dict[str, Any]:
    """What the manifest says besides the digests."""
    return {
        "number": occasion.number,
        "name": name_of(occasion.number),
        "year": frozen.year,
        "title": title_of(frozen.year, occasion.number),
        "publisher": settings.SITE["host"] or settings.SITE["name"],
        "demonstration": settings.DEMONSTRATION,
        "caution": texts.caution(),
        "made_at": timezone.localtime(occasion.made_at).isoformat(timespec="seconds"),
        "previous": named(occasion.previous) if occasion.previous else None,
        "corrects": {**named(occasion.corrects), "why": occasion.why} if occasion.corrects else None,
        "parts": {part.code: str(part.label) for part in frozen.parts},
        "definitions": listed(frozen.definitions),
        "seeds": frozen.seeds,
        "code": {"version": package.version(), "sha256": package.code_sha256()},
        "key_fingerprint": signing.fingerprint(signing.public_key()),
    }


def named(release: Release) -> dict[str, str]:
    """How a release names another one."""
    return {"number": release.number, "sha256": release.sha256}


def listed(definitions: Sequence[Definition]) -> list[dict[str, Any]]:
    """The versions of the definitions frozen into a release."""
    return [
        {"kind": one.kind, "code": one.code, "version": one.version, "sha256": sha256(one.text.encode())}
        for one in definitions
    ]


def title_of(year: int, number: str) -> str:
    return _("%(year)d 年度公开发布（%(number)s）") % {"year": year, "number": number}


def name_of(number: str) -> str:
    return f"zhicheng-release-{number}.zip"
