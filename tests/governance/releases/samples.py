"""The small country with certificates, a formula and a plan, its evaluation published, and a release of the year."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django_scopes import scopes_disabled

from tests.governance.rounds import samples as rounds
from tests.governance.strength.samples import CODE, DOUBTS, SCHEME, in_force
from tests.people import division, firm
from tests.services.standards.samples import certified, define
from zhicheng.base.accounts.models import User
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.parties.models import Party
from zhicheng.engine.packages import pack
from zhicheng.governance.indicators.actions import recompute
from zhicheng.governance.releases import actions, package, queries, signing
from zhicheng.governance.releases.models import Release

YEAR = 2010
WHY = "福田一张 2010 年的证书漏登"
NANSHAN, FUTIAN, SHUSHAN = "440305", "440304", "340104"

COMMON = """
aspect = "管理"
direction = "+"
digits = 1
definition = "测试用。"
why = "测试用。"
source = "平台记录"
owner = "测试"
"""
INDICATORS = {
    "certificates_issued": COMMON
    + 'title = "颁发证书"\nshort = "证书"\nunit = "张"\n[from]\nrecords = "certificates"\n',
    "firms_certified": COMMON
    + 'title = "贯标单位"\nshort = "单位"\nunit = "家"\n[from]\nrecords = "certificates"\nmeasure = "distinct holder"\n',
    "certificates_growth": COMMON
    + 'title = "证书增长"\nshort = "增长"\nunit = "%"\nformula = "growth(certificates_issued)"\n',
    "certificates_per_patent": COMMON
    + 'title = "每件专利的证书"\nshort = "每件"\nunit = ""\nformula = "per(certificates_issued, patents, 1)"\n',
}
PLAN = """
year = 2010
title = "2010 年工作计划"
issuer = "测试局"
issued_on = 2010-03-15
sources = []
knowledge = []
tasks = []

[[targets]]
code = "growth"
label = "证书增长"
clause = "一"
expression = "growth(certificates_issued) >= 10%"
sentence = "证书比上年增长 10%。"
basis = "derived"
waits_for = "证书"
"""


def country(*, backwards: bool = False) -> User:
    """Two years of figures and certificates, everything computed; the officer who will publish."""
    rounds.publish_country()
    in_force("strength", CODE, SCHEME + DOUBTS)
    define()
    for code, text in INDICATORS.items():
        in_force("indicator", code, text)
    in_force("plan", str(YEAR), PLAN)
    for code in (NANSHAN, FUTIAN, SHUSHAN):
        division(code)
    certificates(backwards=backwards)
    run_waiting()
    recompute(by=None)
    return rounds.national("发布人")


def certificates(*, backwards: bool = False) -> None:
    """Shenzhen 2 then 3 (one firm twice), Hefei 1 then 1; registered in this order, or in the opposite one."""
    places = [NANSHAN, FUTIAN, SHUSHAN]
    firms = {code: firm(region=code) for code in (reversed(places) if backwards else places)}
    nanshan, futian, shushan = (firms[code] for code in places)
    days = [
        (nanshan, date(2009, 3, 1)), (futian, date(2009, 4, 1)), (shushan, date(2009, 5, 1)),
        (nanshan, date(2010, 3, 1)), (nanshan, date(2010, 6, 1)), (futian, date(2010, 4, 1)), (shushan, date(2010, 5, 1)),
    ]  # fmt: skip
    first = {holder.pk: day for holder, day in reversed(days)}
    for holder, day in reversed(days) if backwards else days:
        certified(holder=holder, issued_on=day, first_issued_on=first[holder.pk])


def published() -> User:
    """The year's evaluation published; another officer, who may release it."""
    rounds.published(country())
    return rounds.national("制作人")


def released(by: User | None = None) -> Release:
    return actions.make_release(year=YEAR, by=by or published())


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def contents() -> tuple[bytes, bytes]:
    """The bytes of a release and of its correction, made once for all tests; call it in a test with a database."""
    by = published()
    first = released(by)
    with scopes_disabled():
        holder = Party.objects.get(region=FUTIAN)
    certified(holder=holder, issued_on=date(2010, 9, 1), first_issued_on=date(2009, 4, 1))
    recompute(by=None)
    run_waiting()
    second = actions.make_release(year=YEAR, by=by, corrects=first, why=WHY)
    return queries.content_of(first), queries.content_of(second)


def content() -> bytes:
    """The first of these."""
    return contents()[0]


def stored() -> tuple[Release, Release]:
    """Both in the table, without what they were made from: pages read releases and nothing else."""
    made = contents()
    if not Release.objects.exists():
        by = rounds.national("制作人")
        first = store(made[0], by=by, serial=1)
        store(made[1], by=by, serial=2, previous=first, corrects=first, why=WHY)
    first, second = Release.objects.order_by("serial")
    return first, second


def store(held: bytes, *, by: User, serial: int, **rest: Any) -> Release:
    """A row as the verb keeps it."""
    found = package.taken_apart(held)
    said = found.manifest
    return Release.objects.create(
        serial=serial, number=said["number"], year=said["year"], title=said["title"], name=said["name"], content=held,
        size=len(held), sha256=found.sha256, manifest=said, signature=found.files[package.SIGNATURE].hex(),
        public_key=found.files[package.KEY].decode(), demonstration=said["demonstration"],
        made_at=datetime.fromisoformat(said["made_at"]), made_by=by, **rest,
    )  # fmt: skip


def repacked(files: Mapping[str, bytes]) -> bytes:
    """Files listed in a fresh manifest and signed by a key of somebody else, who left nothing undone."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    facts = json.loads(files[package.MANIFEST])
    facts = {name: value for name, value in facts.items() if name not in {"format", "files"}}
    facts["key_fingerprint"] = signing.fingerprint(public)
    own = {**files, package.KEY: public}
    listed = {name: held for name, held in own.items() if name not in package.UNLISTED}
    manifest = package.manifest_of(facts, listed)
    return pack({**listed, package.MANIFEST: manifest, package.SIGNATURE: key.sign(manifest)})


def forged(name: str, old: bytes, new: bytes) -> bytes:
    """The release with one place of one file changed, repacked."""
    files = unpacked(content())
    assert old in files[name]
    return repacked({**files, name: files[name].replace(old, new, 1)})
