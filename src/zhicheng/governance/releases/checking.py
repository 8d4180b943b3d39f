"""Checking a release with nothing but the file: digests, signature, chain, and all that can be computed again. No database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.engine.packages import pack, sha256
from zhicheng.governance.releases import package, parts, signing
from zhicheng.governance.releases.differences import FILES_TABLE, VALUES_TABLE, difference_files
from zhicheng.governance.releases.package import KEY, MANIFEST, SIGNATURE, UNLISTED, Package, ReleaseRefused
from zhicheng.governance.releases.parts import Files

MOST_SHOWN = 160  # characters of a line that is quoted


class Outcome(StrEnum):
    """How a check ended; what is not checked says why."""

    EQUAL = "equal"
    WRONG = "wrong"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked, and what came out in words."""

    subject: str
    outcome: Outcome
    words: str

    @property
    def is_wrong(self) -> bool:
        return self.outcome is Outcome.WRONG


@dataclass(frozen=True, slots=True)
class Verification:
    """All checks of a release, in order; the package is None when the file is none."""

    package: Package | None
    checks: tuple[Check, ...]

    @property
    def first_wrong(self) -> Check | None:
        """The first difference; None when everything holds."""
        return next((one for one in self.checks if one.is_wrong), None)


def verify(content: bytes, *, earlier: Sequence[bytes] = (), key: bytes | None = None) -> Verification:
    """Check a release. `earlier` are files of releases that it names, `key` the public key that must have signed it (PEM).

    What is computed again is computed only of a file whose own bytes hold.
    """
    try:
        found = package.taken_apart(content)
        checks = [*own_checks(found, key), *chain_checks(found, earlier)]
    except (ReleaseRefused, signing.KeyRefused) as refusal:
        return Verification(None, (Check(_("文件"), Outcome.WRONG, str(refusal)),))
    if not any(one.is_wrong for one in checks):
        checks += [*computed_checks(found), *correction_checks(found, earlier)]
    return Verification(found, tuple(checks))


def own_checks(found: Package, key: bytes | None = None) -> Iterator[Check]:
    """Files, digests, signature and the bytes around them."""
    listed = found.manifest["files"]
    yield files_check(found.files, listed)
    yield digests_check(found.files, listed)
    yield signature_check(found, key)
    is_same = pack(found.files) == found.content
    yield check(
        _("整个文件"),
        is_same,
        _("%(bytes)d 字节，没有多余的内容"),
        _("文件以外的字节与发布时不同"),
        bytes=len(found.content),
    )


def check(subject: str, holds: bool, good: str, bad: str, **facts: Any) -> Check:
    return Check(subject, Outcome.EQUAL if holds else Outcome.WRONG, (good if holds else bad) % facts)


def files_check(files: Files, listed: Mapping[str, Any]) -> Check:
    """The files that the manifest lists are there, and no others."""
    absent, unknown = sorted(listed.keys() - files.keys()), sorted(files.keys() - listed.keys() - UNLISTED)
    if absent:
        return Check(_("文件"), Outcome.WRONG, _("缺少：%(names)s") % {"names": "、".join(absent)})
    if unknown:
        return Check(_("文件"), Outcome.WRONG, _("清单上没有：%(names)s") % {"names": "、".join(unknown)})
    return Check(_("文件"), Outcome.EQUAL, _("%(count)d 个，与清单一致") % {"count": len(listed)})


def digests_check(files: Files, listed: Mapping[str, Any]) -> Check:
    wrong = [name for name in sorted(listed) if name in files and sha256(files[name]) != listed[name]["sha256"]]
    subject = _("摘要（SHA-256）")
    if wrong:
        return Check(subject, Outcome.WRONG, _("%(name)s 的内容与清单不符") % {"name": wrong[0]})
    return Check(subject, Outcome.EQUAL, _("每个文件都与清单相符"))


def signature_check(found: Package, key: bytes | None) -> Check:
    """The manifest is signed by the key in the package, which is the one expected if one is."""
    own, subject = found.files[KEY], _("签名（Ed25519）")
    if not signing.is_signed(found.files[MANIFEST], found.files[SIGNATURE], own):
        return Check(subject, Outcome.WRONG, _("%(name)s 不是这份清单的签名") % {"name": SIGNATURE})
    facts = {"fingerprint": signing.fingerprint(own)}
    if facts["fingerprint"] != found.manifest.get("key_fingerprint"):
        return Check(subject, Outcome.WRONG, _("公钥与清单所写的不同"))
    if key is None:
        return Check(subject, Outcome.EQUAL, _("有效；请核对公钥指纹：%(fingerprint)s") % facts)
    is_expected = signing.fingerprint(key) == facts["fingerprint"]
    return check(
        subject, is_expected, _("有效，公钥是所给的公钥"), _("公钥不是所给的公钥，指纹是 %(fingerprint)s"), **facts
    )


def chain_checks(found: Package, earlier: Sequence[bytes]) -> Iterator[Check]:
    """The releases that this one names, as far as their files are at hand."""
    given = {sha256(content) for content in earlier}
    names = {
        _("上一个发布"): found.manifest.get("previous"),
        _("被更正的发布"): found.manifest.get("corrects"),
    }
    known = {one["sha256"] for one in names.values() if one}
    for subject, one in names.items():
        if one is None:
            yield Check(subject, Outcome.LEFT, _("没有"))
        elif one["sha256"] in given:
            yield Check(subject, Outcome.EQUAL, _("%(number)s，摘要相符") % one)
        else:
            words = _("%(number)s，摘要 %(sha256)s；没有给出它的文件，没有核对")
            yield Check(subject, Outcome.LEFT, words % one)
    if strange := given - known:
        words = _("所给的文件（摘要 %(sha256)s）不是这个发布所写的前一个或被更正的发布")
        yield Check(_("发布的次序"), Outcome.WRONG, words % {"sha256": min(strange)})


def computed_checks(found: Package) -> Iterator[Check]:
    """Every part computed again from the others, file by file."""
    for code, label in found.manifest.get("parts", {}).items():
        part = parts.find(code)
        if part is None:
            yield Check(label, Outcome.LEFT, _("本机的程序没有这一部分，没有重算"))
        elif part.again is None:
            yield Check(label, Outcome.LEFT, _("没有可以重算的内容"))
        else:
            yield from recomputed(label, part.again, found.files)


def recomputed(label: str, again: Any, files: Files) -> Iterator[Check]:
    """What a part computes, beside what the release holds."""
    try:
        made: Files = again(files)
    except Exception as error:  # noqa: BLE001 - whatever a signed but senseless input leads to is a finding, not a crash
        words = _("重算不了：%(error)s") % {"error": f"{type(error).__name__} {error}"}
        yield Check(label, Outcome.WRONG, words[:MOST_SHOWN])
        return
    for name in sorted(made):
        words = difference(files.get(name, b""), made[name])
        subject = _("重算 %(name)s") % {"name": name}
        yield Check(subject, Outcome.WRONG if words else Outcome.EQUAL, words or _("逐字节相同"))


def difference(held: bytes, made: bytes) -> str:
    """Where two texts first differ, in words; empty when they are equal."""
    if held == made:
        return ""
    ours, theirs = held.decode("utf-8", "replace").splitlines(), made.decode("utf-8", "replace").splitlines()
    longest = max(len(ours), len(theirs))
    ours, theirs = ([*lines, *[""] * (longest - len(lines))] for lines in (ours, theirs))
    at = next((place for place in range(longest) if ours[place] != theirs[place]), longest)
    if at == longest:
        return _("换行不同")
    facts = {"line": at + 1, "held": ours[at][:MOST_SHOWN], "made": theirs[at][:MOST_SHOWN]}
    return _("第 %(line)d 行不同：包里是“%(held)s”，重算是“%(made)s”") % facts


def correction_checks(found: Package, earlier: Sequence[bytes]) -> Iterator[Check]:
    """What a correction says it changes, when the corrected release is at hand."""
    corrects = found.manifest.get("corrects")
    if not corrects:
        return
    before = next((content for content in earlier if sha256(content) == corrects["sha256"]), None)
    if before is None:
        yield Check(_("更正的差别"), Outcome.LEFT, _("没有给出被更正的发布，没有重算"))
        return
    made = difference_files(package.taken_apart(before).files, found.files)
    for name in (FILES_TABLE, VALUES_TABLE):
        words = difference(found.files.get(name, b""), made[name])
        subject = _("重算 %(name)s") % {"name": name}
        yield Check(subject, Outcome.WRONG if words else Outcome.EQUAL, words or _("逐字节相同"))
