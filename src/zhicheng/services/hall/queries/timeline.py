"""What happened in a case, as the applicant and as the office see it: one timeline, less internal acts and notes for the applicant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.models import LogEntry
from zhicheng.services.hall.models import Application, Message
from zhicheng.services.hall.rules.handling import can_read_notes

BY_APPLICANT = frozenset(
    {
        "case.begun",
        "case.saved",
        "case.paper_added",
        "case.paper_removed",
        "case.submitted",
        "case.resubmitted",
        "case.withdrawn",
        "case.discarded",
        "case.rated",
    }
)
PUBLIC = BY_APPLICANT | {
    "case.returned", "case.accepted", "case.not_accepted", "case.examined", "case.decided",
    "case.publicised", "case.publicity_ended", "case.delivered", "case.handed_over", "case.awaits_service", "case.expired",
    "case.rating_answered", "call.moved_up", "publicity.answered", "letter.revoked",
}  # fmt: skip
"""What the applicant sees; an act that is not named here stays inside the office."""
SAID = frozenset({"case.message_written", "case.note_written"})
"""Stand in the timeline as what was said."""
MOST_ACTS = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when, what (`event`), who and why (`note`). `kind` is act, message or note; notes and internal acts are the office's own."""

    date: datetime
    event: str
    note: str
    kind: str
    is_internal: bool


def timeline(application: Application, user: User | None, known: Iterable[Message] | None = None) -> list[Entry]:
    """What happened, newest first. `user` None is a citizen who proved the lookup code. Three queries at most.

    `known` are the messages that this person may read, where the page has them already.
    """
    is_office = user is not None and bool(can_read_notes(user, application))
    entries = [entry_of(each, application, is_office=is_office) for each in acts(application, is_office=is_office)]
    spoken = messages(application, is_office=is_office) if known is None else known
    entries += [said(each, application, is_office=is_office) for each in spoken]
    return sorted(entries, key=lambda entry: entry.date, reverse=True)


def acts(application: Application, *, is_office: bool) -> Iterable[LogEntry]:
    """The log's entries on a case."""
    found = LogEntry.objects.filter(on_kind=application._meta.label_lower, on_id=str(application.pk)).exclude(
        verb__in=SAID
    )
    rows = found if is_office else found.filter(verb__in=PUBLIC)
    return rows.select_related("user").order_by("-number")[:MOST_ACTS]


def messages(application: Application, *, is_office: bool) -> Iterable[Message]:
    """What was said in a case."""
    rows = Message.objects.filter(application=application).select_related("by").order_by("-pk")
    return rows if is_office else rows.filter(internal=False)


def entry_of(act: LogEntry, application: Application, *, is_office: bool) -> Entry:
    who = name_of(act.user, application, is_office=is_office, by_applicant=act.verb in BY_APPLICANT)
    if is_office and act.facts.get("acted_for"):
        who = _("%(who)s，代%(giver)s办理") % {"who": who, "giver": act.facts["acted_for"]}
    note = _("%(who)s。%(why)s") % {"who": who, "why": act.why} if act.why else who
    told = parse_datetime(str(act.facts.get("told_at", "")))
    return Entry(told or act.at, verbs.name(act.verb), note, "act", act.verb not in PUBLIC)


def said(message: Message, application: Application, *, is_office: bool) -> Entry:
    who = name_of(message.by, application, is_office=is_office, by_applicant=message.by is None)
    event = _("%(who)s（内部意见）") if message.internal else _("%(who)s留言")
    kind = "note" if message.internal else "message"
    return Entry(message.at, event % {"who": who}, message.text, kind, message.internal)


def name_of(user: User | None, application: Application, *, is_office: bool, by_applicant: bool) -> str:
    """Who acted: officers see names, applicants see of the office only its role."""
    if user is None:
        return application.applicant_name if by_applicant else _("系统")
    if is_office:
        return _("%(name)s（%(role)s）") % {"name": user.name, "role": user.get_role_display()}
    is_of_applicant = application.party_id is not None and user.party_id == application.party_id
    return (
        user.name
        if is_of_applicant or (user.pk == application.filed_by_id and by_applicant)
        else user.get_role_display()
    )
