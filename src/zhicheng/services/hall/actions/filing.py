"""What applicants do: begin, fill in, hand in, mend, take back."""

import base64
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.definitions.models import Definition
from zhicheng.base.documents.actions import store as store_document
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import YES, Refused, Verdict, no
from zhicheng.services.hall import checking, clock, rules
from zhicheng.services.hall.actions.calls import give_back_place, move_up
from zhicheng.services.hall.actions.moving import (
    date_as_told,
    enter,
    held,
    is_as_seen,
    is_done,
    leave,
    log,
    move,
    tell_applicant,
    tell_office,
)
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application, Attachment, Call, CallState, Channel, Decision, State
from zhicheng.services.hall.numbering import next_number
from zhicheng.services.hall.offices import office_of
from zhicheng.services.hall.queries.cases import by_filing_key, digest_of_code, standing_beside
from zhicheng.services.hall.queries.items import call_open

PAPERS = "hall"
MOST_PAPERS, MOST_PAPERS_WITHOUT_ACCOUNT = 60, 20
NAMES = verbs.register(
    {
        "case.begun": gettext_lazy("开始填报"),
        "case.saved": gettext_lazy("保存草稿"),
        "case.paper_added": gettext_lazy("上传材料"),
        "case.paper_removed": gettext_lazy("删除材料"),
        "case.submitted": gettext_lazy("提交申请"),
        "case.resubmitted": gettext_lazy("补正后再次提交"),
        "case.withdrawn": gettext_lazy("撤回申请"),
        "case.discarded": gettext_lazy("放弃草稿"),
    }
)


class Filing(TypedDict, total=False):
    """Who applies, and what is known of it. `party` applies, or the `region` itself for items of cities and counties; a citizen gives name,
    telephone and the region where they live. `filing_key` names the form: sent again it gives the same draft.
    """

    party: Party | None
    region: Region | None
    filing_key: UUID | None
    answers: Mapping[str, Any] | None
    channel: Channel
    applicant_name: str
    contact_name: str
    contact_phone: str
    call: Call | None
    synthetic: bool


@transaction.atomic
def begin(*, definition: Definition, by: User | None, **filing: Unpack[Filing]) -> Application:
    """Make a draft; the fields are those of `Filing`.

    `by` is None for a citizen without account, and for the platform's own batch (`Channel.AUTOMATIC`), which an organisation confirms.
    """
    if (key := filing.get("filing_key")) and (made := by_filing_key(key)):
        return own_draft(made, by)
    ask_to_begin(by, definition, filing)
    return added(drafted(definition, by, filing), by)


def drafted(definition: Definition, by: User | None, filing: Filing) -> Application:
    """The draft, not kept yet."""
    party, region = filing.get("party"), filing.get("region")
    return Application(
        definition=definition,
        item=definition.code,
        service_kind=model_of_item(definition).service_kind,
        filing_key=filing.get("filing_key") or uuid4(),
        channel=filing.get("channel", Channel.ONLINE),
        party=party,
        region=party.region if party else region,
        applicant_name=(filing.get("applicant_name") or name_of(party, region, definition, by))[:120],
        contact_name=filing.get("contact_name") or (by.name if by else ""),
        contact_phone=filing.get("contact_phone", ""),
        filed_by=by,
        call=filing.get("call"),
        answers=dict(filing.get("answers") or {}),
        synthetic=filing.get("synthetic", False),
        expires_on=clock.today() + timedelta(days=model_of_item(definition).draft_days),
    )


def ask_to_begin(by: User | None, definition: Definition, filing: Filing) -> None:
    """Raise `Refused` with the first reason against a draft. Who enters a paper, and the platform's own batch, have asked their own rule."""
    party, region = filing.get("party"), filing.get("region")
    if party is None and region is None:
        raise Refused("place_missing", _("请选择所在地"))
    if filing.get("channel", Channel.ONLINE) == Channel.ONLINE:
        rules.can_file(by, definition, party=party, region=region, on=clock.today()).or_refuse()


def name_of(party: Party | None, region: Region | None, definition: Definition, by: User | None) -> str:
    """What an applicant is called: the organisation, the division, or the person."""
    if party is not None:
        return party.name
    if region is not None and model_of_item(definition).is_regional:
        return region.name
    if by is not None:
        return by.name
    raise Refused("name_missing", _("请填写姓名"))


def added(application: Application, by: User | None) -> Application:
    """Keep a new draft. Race: a form sent twice at once; the unique key lets one in, and the other gets its draft."""
    application.office_id = office_of(application.model.level, application.region_id)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        twin = by_filing_key(application.filing_key)
        if twin is None:
            raise
        return own_draft(twin, by)
    date_as_told(application, "created_at")
    log("case.begun", application, by, item=application.item, channel=application.channel)
    return application


def own_draft(made: Application, by: User | None) -> Application:
    """The draft that a form made before, to the one who made it."""
    if made.filed_by_id != (by.pk if by else None):
        raise Refused("key_used", _("这个页面已经用来办理过别的事，请重新打开页面再办"))
    return made


@transaction.atomic
def save(
    *,
    application: Application,
    by: User | None,
    answers: Mapping[str, Any],
    section: str = "",
    contact_name: str | None = None,
    contact_phone: str | None = None,
) -> Application:
    """Keep what was filled in, right or wrong: nothing typed is lost. `answers` replace those of the same fields, the others stay.

    Not logged while it is a draft, which only the applicant sees; `section` names the page in the log of a correction.
    """
    case = held(application)
    rules.can_save(by, case).or_refuse()
    case.answers = case.answers | dict(answers)
    case.contact_name = case.contact_name if contact_name is None else contact_name
    case.contact_phone = case.contact_phone if contact_phone is None else contact_phone
    if case.state == State.DRAFT:
        case.expires_on = clock.today() + timedelta(days=case.model.draft_days)
    case.save(update_fields=["answers", "contact_name", "contact_phone", "expires_on", "saved_at"])
    if case.state == State.RETURNED:
        log("case.saved", case, by, section=section)
    return case


@transaction.atomic
def attach(*, application: Application, by: User | None, code: str, upload: "UploadedFile[bytes]") -> Attachment:
    """Add a paper: for a material or file field (`code`) it takes the place of the one before; raises `Refused` for a bad file.

    `by` is None for a citizen without account: their papers are for the materials and file fields of the item only, and few in all.
    """
    case = held(application)
    may = rules.works_on(by, case) if by is not None and not code else rules.can_save(by, case)
    may.or_refuse()
    is_room_left(case, by).or_refuse()
    document = store_document(upload=upload, purpose=PAPERS, by=by, region_code=case.region_id)
    if code:
        case.attachments.filter(code=code, replaced_at=None).update(replaced_at=clock.now())
    made = Attachment.objects.create(application=case, code=code, document=document, added_by=by)
    date_as_told(made, "added_at")
    log("case.paper_added", case, by, code=code, document=str(document.pk), name=document.name)
    return made


def is_room_left(case: Application, by: User | None) -> Verdict:
    """Whether another paper may come. Nobody answers with an account for what a citizen uploads, so replaced papers count as well."""
    papers = case.attachments.all() if by is None else case.attachments.filter(replaced_at=None)
    most = MOST_PAPERS if by else MOST_PAPERS_WITHOUT_ACCOUNT
    if papers.count() < most:
        return YES
    return no("too_many_papers", _("一件办件最多 %(most)d 份材料，请先删除或合并") % {"most": most})


@transaction.atomic
def detach(*, attachment: Attachment, by: User | None) -> None:
    """Take a paper out of a draft; of a case that was handed in it stays in the file, marked as replaced."""
    case = held(attachment.application)
    rules.can_save(by, case).or_refuse()
    Attachment.objects.filter(pk=attachment.pk, application=case, replaced_at=None).update(replaced_at=clock.now())
    log("case.paper_removed", case, by, code=attachment.code, document=str(attachment.document_id))


@transaction.atomic
def submit(
    *, application: Application, by: User | None, key: UUID | None = None, at: datetime | None = None
) -> Application:
    """Hand in a draft: it gets its number, and the office's clock begins. `at` is the moment of a demonstration or of a paper's receipt.

    For a citizen without account the returned application carries `lookup_code`, which is not kept: the same `key` gives it again.
    """
    with clock.told(at):
        case = held(application)
        if is_done(case, "submit", key):
            return with_code(case)
        is_as_seen(case, application)
        return handed_in(case, by)


def handed_in(case: Application, by: User | None, *, received_on: date | None = None) -> Application:
    """Ask whether it may come in, then number it. What came on paper (`received_on`) has its papers in a folder, and is judged by the office."""
    today, since = clock.today(), received_on or clock.today()
    case.call = call_open(case.item, case.office_id, since) if case.model.call else None
    rules.can_submit(
        by,
        case,
        faults=checking.faults_in_form(case, with_papers=received_on is None),
        unmet=checking.unmet_conditions(case) if received_on is None else (),
        on=since,
        other=other_of(case, since),
        is_call_open=case.call is not None,
    ).or_refuse()
    case = with_code(case)
    number = next_number(case.office_id, today.year)
    enter(
        case, 0, since=since, number=number, submitted_at=clock.moment_of(since), expires_on=None, call=case.call,
        code_digest=digest_of_code(case.lookup_code) if case.lookup_code else "",
    )  # fmt: skip
    tell_applicant(case, _("已提交：%(item)s，编号 %(number)s") % {"item": case.model.title, "number": number})
    tell_office(
        case, _("新的办件 %(number)s：%(item)s") % {"number": number, "item": case.model.title}, case.applicant_name
    )
    log("case.submitted", case, by, number=number, version=case.definition.version, channel=case.channel)
    return case


def other_of(case: Application, on: date) -> Application | None:
    """The applicant's case beside which this one may not come in. Race: two handed in at once; the second waits for the first's commit."""
    is_person = case.party_id is None and not case.model.is_regional
    if is_person or not (case.model.once_a_year or case.model.automatic):
        return None
    with scopes_disabled():
        applicants = (
            Party.objects.filter(pk=case.party_id) if case.party_id else Region.objects.filter(pk=case.region_id)
        )
        list(applicants.select_for_update(no_key=True).values_list("pk"))
    return standing_beside({case.item: case.model}, party=case.party_id, region=case.region_id, on=on).get(case.item)


def with_code(case: Application) -> Application:
    """The case with the lookup code of a citizen without account: made from the draft's key, so that a lost page can be asked for again."""
    if case.party_id is None and case.filed_by_id is None:
        raw = salted_hmac("zhicheng.hall.lookup", str(case.filing_key), algorithm="sha256").digest()
        text = base64.b32encode(raw).decode().translate(UNAMBIGUOUS)[:12]
        case.lookup_code = "-".join(text[start : start + 4] for start in (0, 4, 8))
    return case


UNAMBIGUOUS = str.maketrans({"I": "8", "O": "9", "L": "3"})
"""Letters that are taken for digits; base32 has no 0, 1, 8, 9."""


@transaction.atomic
def resubmit(*, application: Application, by: User | None, key: UUID | None = None) -> Application:
    """Hand in again what was returned: the office's clock goes on where it stood."""
    case = held(application)
    if is_done(case, "resubmit", key):
        return case
    is_as_seen(case, application)
    rules.can_resubmit(by, case, faults=checking.faults_in_form(case)).or_refuse()
    clock.run_on(case, clock.today())
    to = State.SUBMITTED if case.step == 0 else State.ACCEPTED
    mended = case.corrections
    move(case, to=to, awaited_role=case.current_step.role, expires_on=None, corrections=[])
    tell_office(case, _("已补正：%(case)s") % {"case": case}, case.applicant_name)
    log("case.resubmitted", case, by, mended=mended)
    return case


@transaction.atomic
def withdraw(*, application: Application, by: User | None, reason: str = "", key: UUID | None = None) -> Application:
    """Take an application back before it is delivered; a draft is given up. A place in a batch becomes free for the next."""
    case = held(application)
    if is_done(case, "withdraw", key):
        return case
    is_as_seen(case, application)
    rules.can_withdraw(by, case).or_refuse()
    was_draft = case.state == State.DRAFT
    if case.awaited_role:
        tell_office(case, _("申请人撤回：%(case)s") % {"case": case}, reason)
    leave(case, to=State.EXPIRED if was_draft else State.WITHDRAWN, expires_on=None)
    leave_call(case, by)
    log("case.discarded" if was_draft else "case.withdrawn", case, by, why=reason)
    return case


def leave_call(case: Application, by: User | None) -> None:
    """Give the place in a batch to the next on the reserve list."""
    if case.call is None:
        return
    if case.decision == Decision.APPROVED:
        give_back_place(call=case.call)
    if case.call.state == CallState.RANKED:
        move_up(call=case.call, by=by)


@transaction.atomic
def file_paper(*, definition: Definition, by: User, received_on: date, **filing: Unpack[Filing]) -> Application:
    """Enter an application that came on paper, received on a day not in the future: it is numbered at once and its clock runs from that day."""
    party, region = filing.get("party"), filing.get("region")
    place = party.region_id if party else region.code if region else ""
    rules.can_file_paper(by, definition, place=place).or_refuse()
    if received_on > clock.today():
        raise Refused("received_in_future", _("收件日期不能晚于今天"))
    filing["channel"] = Channel.PAPER
    case = held(begin(definition=definition, by=by, **filing))
    return case if case.state != State.DRAFT else handed_in(case, by, received_on=received_on)
