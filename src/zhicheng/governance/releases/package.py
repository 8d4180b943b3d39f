"""The file itself: its manifest, and how it is put together and taken apart. Everything here works without a database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext as _

import zhicheng
from zhicheng.engine.packages import PackageError, pack, sha256, unpack
from zhicheng.governance.releases.parts import Files
from zhicheng.governance.releases.signing import sign

FORMAT = "zhicheng-release/1"
MANIFEST, SIGNATURE, KEY, README, METHOD, DICTIONARY = (
    "manifest.json", "manifest.sig", "public-key.pem", "README.txt", "method.md", "dictionary.csv",
)  # fmt: skip
CORRECTIONS = "corrections"
DEFINITIONS = "definitions"
ALWAYS = frozenset({MANIFEST, SIGNATURE, KEY, README, METHOD, DICTIONARY})
UNLISTED = frozenset({MANIFEST, SIGNATURE})
"""What the manifest cannot list: itself, and the signature over it."""
MOST_BYTES = 500 * 2**20


class ReleaseRefused(Exception):  # noqa: N818 - an answer about a file
    """A file that is no sound release; the message says what is wrong first."""


@dataclass(frozen=True, slots=True)
class Package:
    """A release taken apart: the bytes, the files by name, and what the manifest says."""

    content: bytes
    files: Files
    manifest: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        return sha256(self.content)


def manifest_of(facts: Mapping[str, Any], files: Files) -> bytes:
    """The facts, and size and digest of every other file."""
    listed = {name: {"size": len(files[name]), "sha256": sha256(files[name])} for name in sorted(files)}
    said = {"format": FORMAT, **facts, "files": listed}
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def signed(facts: Mapping[str, Any], files: Files) -> bytes:
    """The ZIP: the files given, the manifest over them and its signature. The same facts and files give the same bytes."""
    manifest = manifest_of(facts, files)
    return pack({**files, MANIFEST: manifest, SIGNATURE: sign(manifest)})


def taken_apart(content: bytes) -> Package:
    """The files and the manifest; raises `ReleaseRefused` when it is no release at all. Nothing is checked beyond."""
    try:
        files = unpack(content, most_bytes=MOST_BYTES)
    except PackageError as error:
        raise ReleaseRefused(_("不是完好的 ZIP 文件：%(error)s") % {"error": error}) from None
    if absent := sorted(ALWAYS - files.keys()):
        raise ReleaseRefused(_("发布包里缺少：%(names)s") % {"names": "、".join(absent)})
    return Package(content, files, read_manifest(files[MANIFEST]))


def read_manifest(content: bytes) -> Mapping[str, Any]:
    """What a release says about itself; raises `ReleaseRefused`."""
    try:
        manifest = json.loads(content)
        is_known = manifest["format"] == FORMAT
        str(manifest["number"]), int(manifest["year"])
        is_known &= all(isinstance(one["sha256"], str) for one in manifest["files"].values())
    except (ValueError, KeyError, TypeError, AttributeError):
        is_known, manifest = False, {}
    if not is_known:
        raise ReleaseRefused(_("%(name)s 不是本平台发布包的清单") % {"name": MANIFEST})
    return cast("Mapping[str, Any]", manifest)


def changes_anything(correction: Package) -> bool:
    """Whether a correction differs from what it corrects in any file."""
    return correction.files[f"{CORRECTIONS}/files.csv"].count(b"\n") > 1


@cache
def code_sha256() -> str:
    """Names the program: SHA-256 over its source files in order of their paths."""
    root = Path(zhicheng.__file__).parent
    lines = [
        f"{path.relative_to(root).as_posix()} {sha256(path.read_bytes())}\n" for path in sorted(root.rglob("*.py"))
    ]
    return sha256("".join(lines).encode())


def version() -> str:
    """The version of the platform."""
    return metadata.version("zhicheng")
