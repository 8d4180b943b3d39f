"""Making a release."""

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.jobs import actions as jobs
from zhicheng.base.jobs.models import Job
from zhicheng.base.verdicts import Refused
from zhicheng.engine.packages import sha256
from zhicheng.governance.releases import checking, making, package, queries, rules
from zhicheng.governance.releases.making import Frozen, Occasion
from zhicheng.governance.releases.models import Release

NAMES = verbs.register({"release.made": gettext_lazy("制作公开发布")})
TASK = "releases.make"
# Any constant will do; it names the making of releases among PostgreSQL's advisory locks.
LOCK = 7_302_611


@transaction.atomic
def ask_for_release(*, year: int, by: User, corrects: Release | None = None, why: str = "") -> Job:
    """Make a release as a job: freezing and computing again take a while with many records."""
    rules.is_national(by).or_refuse()
    rules.can_correct(year, corrects=corrects, newest=queries.newest_of(year), why=why).or_refuse()
    rules.has_results(year, has_results=making.has_results(year)).or_refuse()
    rules.is_another_person(by, publishers=making.publishers(year), has_colleague=queries.has_colleague(by)).or_refuse()
    arguments = {"year": year, "by": by.pk, "corrects": corrects.number if corrects else "", "why": why}
    title = _("制作 %(year)d 年公开发布") % {"year": year}
    return jobs.start(task=TASK, title=title, by=by, arguments=arguments, once=f"{TASK} {year}")


@transaction.atomic
def make_release(*, year: int, by: User, corrects: Release | None = None, why: str = "") -> Release:
    """Freeze what is published of a year, sign it, and put it at the end of the chain.

    The file is checked by what any stranger will check it with, before it is kept: `Refused` when the figures in force do not follow
    from the data, which happens while they are being computed.
    """
    rules.is_national(by).or_refuse()
    hold_chain()
    rules.can_correct(year, corrects=corrects, newest=queries.newest_of(year), why=why).or_refuse()
    making.prepare()
    frozen = making.freeze(year)
    rules.has_results(year, has_results=any(not part.accompanies for part in frozen.parts)).or_refuse()
    colleague = queries.has_colleague(by)
    rules.is_another_person(by, publishers=making.publishers(year), has_colleague=colleague).or_refuse()
    occasion = Occasion(
        f"{year}-{queries.count_of(year) + 1}",
        timezone.now(),
        queries.newest(),
        corrects,
        why.strip() if corrects else "",
    )
    made = keep(frozen, occasion, by)
    record("release.made", on=made, by=by, why=occasion.why, sha256=made.sha256, year=year)
    return made


def hold_chain() -> None:
    """Race: two officers make a release at once; the second waits, sees the first and goes on from it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def keep(frozen: Frozen, occasion: Occasion, by: User) -> Release:
    """Put the release together, check it and store it."""
    content = making.put_together(frozen, occasion)
    refuse_unless_sound(content, occasion)
    found = package.taken_apart(content)
    last = Release.objects.aggregate(last=Max("serial"))["last"] or 0
    return Release.objects.create(
        serial=last + 1, number=occasion.number, year=frozen.year, title=found.manifest["title"],
        name=found.manifest["name"], content=content, size=len(content), sha256=sha256(content), manifest=found.manifest,
        signature=found.files[package.SIGNATURE].hex(), public_key=found.files[package.KEY].decode("ascii"),
        previous=occasion.previous, corrects=occasion.corrects, why=occasion.why,
        demonstration=found.manifest["demonstration"], made_at=occasion.made_at, made_by=by,
    )  # fmt: skip


def refuse_unless_sound(content: bytes, occasion: Occasion) -> None:
    """What a stranger would find wrong must not be published; a correction must change something."""
    named = {one.pk: one for one in (occasion.previous, occasion.corrects) if one}
    verification = checking.verify(content, earlier=[queries.content_of(one) for one in named.values()])
    wrong = verification.first_wrong
    if wrong is not None:
        facts = {"subject": wrong.subject, "words": wrong.words}
        raise Refused(
            "not_sound",
            _("现行的指标与数据不一致，可能正在重算，请几分钟后再试（%(subject)s：%(words)s）") % facts,
        )
    if occasion.corrects and verification.package and not package.changes_anything(verification.package):
        raise Refused("nothing_changed", _("与 %(number)s 没有差别，不用更正") % {"number": occasion.corrects.number})
