"""Writes: files become dataset versions, dataset versions become figures."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import current
from zhicheng.base.documents.actions import store
from zhicheng.base.documents.models import Document
from zhicheng.base.jobs.actions import start
from zhicheng.base.jobs.models import Job
from zhicheng.base.records.marks import marks_of
from zhicheng.base.records.registry import find
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused
from zhicheng.engine.tables import Table, read_table
from zhicheng.governance.indicators import correcting, figuring, queries, recomputing
from zhicheng.governance.indicators.checks import CHECKS
from zhicheng.governance.indicators.compute import affected
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.mapping import faults_of, guess
from zhicheng.governance.indicators.models import (
    CheckResult,
    CheckRun,
    Computation,
    Draft,
    DraftState,
    Import,
    Moved,
    RecordMark,
    Row,
    State,
    Value,
)
from zhicheng.governance.indicators.reading import Fault, ImportRefused, Reading, read_values, text_of
from zhicheng.governance.indicators.rules import can_check, can_confirm, can_import, can_restore
from zhicheng.governance.indicators.signals import figures_changed
from zhicheng.governance.indicators.storing import copy_rows

NAMES = verbs.register(
    {
        "figures.imported": gettext_lazy("导入统计数据"),
        "figures.restored": gettext_lazy("换回统计数据的早先版本"),
        "figures.recomputed": gettext_lazy("重算指标"),
        "figures.draft_opened": gettext_lazy("上传待导入文件"),
        "figures.draft_mapped": gettext_lazy("对应待导入文件的列"),
        "figures.draft_discarded": gettext_lazy("放弃待导入文件"),
        "figures.checked": gettext_lazy("核对数据"),
    }
)
# Any constant will do; with the layout's code it names a dataset, alone the computing, among PostgreSQL's advisory locks.
LOCKS = 7_400_305
RECOMPUTE, CHECK = "indicators.recompute", "indicators.check"
KEPT_FINDINGS = 100
DRAFT_DAYS = 7
MOVES_DAYS = 60
VALUE_FIELDS = ("version", "origin", "line", "column", "indicator", "region", "period", "value", "raw")


CARRY_OVER = """
INSERT INTO indicators_value (version_id, origin_id, line, "column", indicator, region_id, period, value, raw)
SELECT %s, origin_id, line, "column", indicator, region_id, period, value, raw FROM indicators_value AS old
WHERE version_id = %s AND (%s OR NOT starts_with(region_id, %s)) AND NOT EXISTS (
    SELECT FROM indicators_value AS new WHERE new.version_id = %s
    AND new.indicator = old.indicator AND new.region_id = old.region_id AND new.period = old.period
)
"""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file about to become a dataset version. `document` is None for a file that the platform itself carries."""

    name: str
    content: bytes
    document: Document | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def table(self) -> Table:
        """Raises `TableRefused`."""
        return read_table(self.content, self.name)


@transaction.atomic
def import_file(
    *,
    layout: str,
    file: IncomingFile,
    source: str,
    by: User | None,
    mapping: Mapping[str, str] | None = None,
    keep_absent: bool = False,
) -> Import:
    """Make a file the dataset's next version, all or nothing; the version before is kept.

    `mapping` is guessed from the heads when not given; `source` empty takes the layout's. `by` None is the platform itself (set-up,
    command line). An officer with a reach replaces the values of his reach: those outside are carried over, and a row outside is a fault.
    `keep_absent` carries over what the version before says and the file does not; else it is gone with that version.
    Figures are not computed here. Raises `TableRefused` (the file), `ImportRefused` (its rows), `Refused` (the person).
    """
    if by is not None:
        can_import(by).or_refuse()
    hold(layout)
    definition = current("layout", layout)
    model = queries.layout_of(definition)
    table, indicators = file.table(), queries.indicator_models()
    chosen = dict(mapping if mapping is not None else guess(table.header, model, indicators))
    reading = read_values(table, model, chosen, indicators, reach=by.reach if by else "")
    if reading.faults:
        raise ImportRefused(reading.faults)
    made = Import(
        layout=layout, definition=definition, file_name=file.name, sha256=file.sha256, document=file.document,
        header=list(table.header), mapping=chosen, source=source.strip() or model.source, row_count=len(table.rows),
        part=(by.region_id or "") if by else "", made_by=by,
    )  # fmt: skip
    put_in_force(made, table, reading, reach=by.reach if by else "", keep_absent=keep_absent)
    record("figures.imported", on=made, by=by, region_code=made.part, sha256=made.sha256, values=made.value_count)
    return made


def hold(layout: str) -> None:
    """Let one import of a dataset go after the other.

    Race: two imports of one dataset would both take the next number, and an officer's part would carry over values just replaced.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, layout])


def put_in_force(made: Import, table: Table, reading: Reading, *, reach: str, keep_absent: bool) -> None:
    """Store the version with its rows and values in place of the one in force."""
    before = queries.current_import(made.layout)
    last = Import.objects.filter(layout=made.layout).aggregate(last=Max("version"))["last"] or 0
    Import.objects.filter(layout=made.layout, state=State.CURRENT).update(state=State.SUPERSEDED)
    made.version, made.state, made.value_count = last + 1, State.CURRENT, len(reading.values)
    made.save(force_insert=True)
    copy_rows(
        Row,
        ("source", "line", "cells"),
        ((made.pk, row.line, [text_of(cell) for cell in row.cells]) for row in table.rows),
    )
    copy_rows(
        Value,
        VALUE_FIELDS,
        (
            (made.pk, made.pk, one.line, one.column, one.indicator, one.region, one.period, one.value, one.raw)
            for one in reading.values
        ),
    )
    if before and (reach or keep_absent):
        carry_over(before, made, reach=reach, keep_absent=keep_absent)


def carry_over(before: Import, made: Import, *, reach: str, keep_absent: bool) -> None:
    """Copy the values outside a reach from the version before, or all that the new file does not say.

    They keep pointing at the file that brought them.
    """
    with connection.cursor() as cursor:
        cursor.execute(CARRY_OVER, [made.pk, before.pk, keep_absent, reach, made.pk])


@transaction.atomic
def confirm(*, draft: Draft, source: str, replacing: int | None, by: User, keep_absent: bool = False) -> Import:
    """Import a draft whose preview was seen; asked twice, it gives the same import.

    `replacing` is the id of the version that the preview compared with; when another is in force by now the preview is shown again.
    """
    draft = Draft.objects.select_for_update().select_related("document").get(pk=draft.pk)
    if draft.imported is not None and draft.made_by_id == by.pk:
        return draft.imported
    can_confirm(by, draft).or_refuse()
    hold(draft.layout)
    before = queries.current_import(draft.layout)
    if (before.pk if before else None) != replacing:
        raise Refused("preview_is_stale", _("预览之后有人导入了新的一版，请重新查看预览再确认"))
    with draft.document.open() as content:
        file = IncomingFile(draft.document.name, content.read(), draft.document)
    made = import_file(
        layout=draft.layout, file=file, source=source, by=by, mapping=draft.mapping, keep_absent=keep_absent
    )
    draft.state, draft.imported = DraftState.IMPORTED, made
    draft.save(update_fields=["state", "imported"])
    recompute_later(by=by)
    return made


@transaction.atomic
def correct(*, indicator: str, region: Region, period: int, value: float, source: str, by: User) -> Import:
    """Correct one value of a statistic: a new version of its dataset with that one row, all else carried over.

    The figure then opens to this version, whose `source` says why. Figures follow as a job. Raises `Refused` when the indicator is
    no statistic or the person may not import, `ImportRefused` when the dataset cannot hold the value.
    """
    statistic = queries.indicator_models()[indicator].statistic
    if statistic is None:
        raise Refused("no_statistic", _("这项指标由其他数据算出，请更正它所用的数据"))
    layout = queries.layout_models()[statistic.layout]
    column = next(each for each in layout.columns if each.indicator == indicator)
    name = _("更正-%(indicator)s-%(region)s-%(period)d.csv")
    facts = {"indicator": indicator, "region": region.code, "period": period}
    file = IncomingFile(name % facts, correcting.table_of(layout, column, region, period, value))
    made = import_file(layout=statistic.layout, file=file, source=source, by=by, keep_absent=True)
    recompute_later(by=by)
    return made


@transaction.atomic
def restore(*, version: Import, why: str, by: User) -> Import:
    """Put an earlier version of a dataset back in force; the one it replaces is kept as well."""
    hold(version.layout)
    version = Import.objects.select_for_update().get(pk=version.pk)
    can_restore(by, version).or_refuse()
    Import.objects.filter(layout=version.layout, state=State.CURRENT).update(state=State.SUPERSEDED)
    version.state = State.CURRENT
    version.save(update_fields=["state"])
    recompute_later(by=by)
    record("figures.restored", on=version, by=by, why=why)
    return version


def recompute_later(*, by: User | None) -> None:
    """Queue the recompute in the caller's transaction; many imports in a row make one."""
    start(
        task=RECOMPUTE,
        title=_("重算指标"),
        by=by,
        arguments={"by": by.pk if by else None},
        result_url=reverse("indicators:catalogue"),
        once=RECOMPUTE,
    )


@transaction.atomic
def recompute(*, by: User | None, indicators: frozenset[str] | None = None) -> Computation:
    """Compute figures from the definitions, datasets and records in force and write those that differ.

    `indicators` are the ones that changed (their dependents follow); None computes all. Sends `figures_changed`.
    """
    hold_computing()
    given = recomputing.inputs()
    wanted = affected(given.models, indicators) if indicators is not None else frozenset(given.models)
    gone = orphaned(given.definitions) if indicators is None else frozenset[str]()
    with scopes_disabled():  # figures count everybody's records
        # Before counting: a record that comes between is counted twice over, never forgotten.
        keep_marks(whole_marks(given.models, wanted))
        changed = recomputing.compute_and_write(given, wanted, (), gone)
    return announce(given.sha256, changed, by)


@transaction.atomic
def follow_records() -> Computation | None:
    """Compute again what is counted from records that changed since, in the provinces where they did; None when none did."""
    hold_computing()
    given = recomputing.inputs()
    with scopes_disabled():
        changed = recomputing.changes(given.models)
        if not changed:
            return None
        done = [
            recomputing.compute_and_write(given, affected(given.models, indicators), provinces, frozenset())
            for indicators, provinces in recomputing.work_of(changed)
        ]
        keep_marks({each.record_set: each.mark for each in changed})
    return announce(given.sha256, figuring.together(done), by=None) if done else None


def hold_computing() -> None:
    """Let one computing go after the other.

    Race: two at once would write over each other's figures with older inputs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCKS])
        # Grouping a million records by who they are about fits into memory, not into what a page's query may use of it.
        cursor.execute("SET LOCAL work_mem = '192MB'")


def announce(inputs_sha256: str, changed: figuring.Written, by: User | None) -> Computation:
    """Keep what a computing did, and tell those who wait for figures."""
    made = Computation.objects.create(
        inputs_sha256=inputs_sha256, by=by, written=changed.written, removed=changed.removed, indicators=sorted(changed.indicators)
    )  # fmt: skip
    Moved.objects.filter(computation__at__lt=timezone.now() - timedelta(days=MOVES_DAYS)).delete()
    names = ("computation", "indicator", "region", "period", "before", "after")
    copy_rows(Moved, names, ((made.pk, *move) for move in changed.moved))
    if changed.indicators:
        figures_changed.send(sender=Computation, indicators=changed.indicators, by=by)
    record("figures.recomputed", on=made, by=by, written=changed.written, removed=changed.removed)
    return made


def whole_marks(models: Mapping[str, IndicatorDefinition], wanted: frozenset[str]) -> dict[str, str]:
    """How the record sets stand that are about to be counted for all of their indicators."""
    users = queries.counting_on(models)
    return marks_of(offered for code, names in users.items() if names <= wanted and (offered := find(code)))


def keep_marks(marks: Mapping[str, str]) -> None:
    """Remember how record sets stood when they were counted."""
    rows = [RecordMark(record_set=code, mark=mark, at=timezone.now()) for code, mark in marks.items()]
    RecordMark.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["record_set"], update_fields=["mark", "at"]
    )


@transaction.atomic
def run_checks(*, by: User | None) -> CheckRun:
    """Ask every integrity check and keep what it found: the number of places and the first hundred."""
    if by is not None:
        can_check(by).or_refuse()
    run = CheckRun.objects.create(by=by)
    for check in CHECKS:
        found = list(check.find())
        first = [asdict(each) for each in found[:KEPT_FINDINGS]]
        CheckResult.objects.create(run=run, check_code=check.code, count=len(found), findings=first)
    record("figures.checked", on=run, by=by)
    return run


@transaction.atomic
def check_later(*, by: User) -> Job:
    """Queue a run of the checks."""
    can_check(by).or_refuse()
    return start(
        task=CHECK,
        title=_("核对数据"),
        by=by,
        arguments={"by": by.pk},
        result_url=reverse("indicators:checks"),
        once=CHECK,
    )


@transaction.atomic
def open_draft(*, upload: "UploadedFile[bytes]", layout: str, by: User) -> Draft:
    """Take in a file and guess what its columns are; raises `TableRefused` when it is no table, `Refused` when it is no file of ours."""
    can_import(by).or_refuse()
    forget_old_drafts()
    content = upload.read()
    table = read_table(content, upload.name or "")
    upload.seek(0)
    model = queries.layout_of(current("layout", layout))
    document = store(upload=upload, purpose="figures", by=by, region_code=by.region_id or "")
    chosen = guess(table.header, model, queries.indicator_models())
    draft = Draft.objects.create(document=document, layout=layout, mapping=chosen, made_by=by)
    record("figures.draft_opened", on=draft, by=by, region_code=by.region_id or "", layout=layout)
    return draft


@transaction.atomic
def map_columns(*, draft: Draft, mapping: Mapping[str, str], by: User) -> Draft:
    """Say which column of a draft is what; raises `ImportRefused` when something needed is missing or named twice."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    can_confirm(by, draft).or_refuse()
    chosen = {head: target for head, target in mapping.items() if target}
    if wrong := faults_of(chosen, queries.layout_of(current("layout", draft.layout))):
        raise ImportRefused([Fault(1, "", message) for message in wrong])
    draft.mapping = chosen
    draft.save(update_fields=["mapping"])
    record("figures.draft_mapped", on=draft, by=by, region_code=by.region_id or "")
    return draft


@transaction.atomic
def discard(*, draft: Draft, by: User) -> None:
    """Give up a draft; its document stays with the documents."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    can_confirm(by, draft).or_refuse()
    record("figures.draft_discarded", on=draft, by=by, region_code=by.region_id or "")
    draft.delete()


def forget_old_drafts() -> int:
    """Delete drafts that nobody went on with for a week; returns how many."""
    oldest = timezone.now() - timedelta(days=DRAFT_DAYS)
    deleted, _kinds = Draft.objects.filter(state=DraftState.OPEN, made_at__lt=oldest).delete()
    return deleted


def orphaned(definitions: Mapping[str, Definition]) -> frozenset[str]:
    """Indicators that have figures but no definition in force any more."""
    codes = queries.figure_codes()
    return frozenset(codes - definitions.keys())
