"""What people say in a case, and of it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit import verbs
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import clock, rules
from zhicheng.services.hall.actions.moving import date_as_told, held, is_done, log, tell, tell_applicant, tell_office
from zhicheng.services.hall.models import Application, Message, Rating
from zhicheng.services.hall.queries.cases import officers_for

NAMES = verbs.register(
    {
        "case.message_written": gettext_lazy("留言"),
        "case.note_written": gettext_lazy("写内部意见"),
        "case.rated": gettext_lazy("评价服务"),
        "case.rating_answered": gettext_lazy("答复评价"),
    }
)
MOST_STARS, SATISFIED_FROM = 5, 3
LONGEST_MESSAGE = 2000


@transaction.atomic
def say(*, application: Application, by: User | None, text: str, key: UUID | None = None) -> Message:
    """Write to the other side; it is told. The same `key` again gives the message that is there."""
    case = held(application)
    if is_done(case, "say", key):
        return case.messages.filter(by=by, internal=False).latest("pk")
    rules.can_write_message(by, case).or_refuse()
    made = Message.objects.create(application=case, by=by, text=worded(text))
    date_as_told(made, "at")
    is_from_applicant = by is None or bool(rules.is_applicant(by, case))
    tell_other = tell_office if is_from_applicant and case.awaited_role else tell_applicant
    if not is_from_applicant or case.awaited_role:
        tell_other(case, _("新留言：%(case)s") % {"case": case}, made.text)
    log("case.message_written", case, by)
    return made


@transaction.atomic
def note(*, application: Application, by: User, text: str) -> Message:
    """Write what only officers read."""
    case = held(application)
    rules.can_write_note(by, case).or_refuse()
    made = Message.objects.create(application=case, by=by, text=worded(text), internal=True)
    date_as_told(made, "at")
    log("case.note_written", case, by)
    return made


def worded(text: str) -> str:
    """The text, which must say something and not too much."""
    if not text.strip():
        raise Refused("text_missing", _("请写内容"))
    if len(text) > LONGEST_MESSAGE:
        raise Refused("text_too_long", _("内容不能超过 %(most)d 字") % {"most": LONGEST_MESSAGE})
    return text.strip()


@transaction.atomic
def rate(*, application: Application, by: User | None, stars: int, text: str = "") -> Rating:
    """Judge the service with one to five stars, once; two or fewer are told to the head of the office."""
    case = held(application)
    if not 1 <= stars <= MOST_STARS:
        raise Refused("stars_unknown", _("请选择一至五星"))
    rules.can_rate(by, case, is_rated=Rating.objects.filter(application=case).exists()).or_refuse()
    made = Rating.objects.create(
        application=case, item=case.item, region_id=case.region_id, synthetic=case.synthetic,
        stars=stars, text=text.strip()[:LONGEST_MESSAGE],
    )  # fmt: skip
    date_as_told(made, "at")
    if stars < SATISFIED_FROM:
        subject = _("差评待回访：%(case)s（%(stars)d 星）") % {"case": case, "stars": stars}
        tell(officers_for(case, head_of(case)), case, subject, made.text)
    log("case.rated", case, by, stars=stars)
    return made


def head_of(case: Application) -> str:
    """The role that answers for the case: the one that decides it."""
    return next((str(step.role) for step in case.model.steps if step.kind == "decide"), str(Role.CITY_HEAD))


@transaction.atomic
def reply_to_rating(*, rating: Rating, by: User, text: str) -> Rating:
    """Answer what the applicant said, once."""
    case = held(rating.application)
    row = Rating.objects.select_for_update(of=("self",)).select_related("application__definition").get(pk=rating.pk)
    rules.can_reply_to_rating(by, row).or_refuse()
    row.reply, row.replied_by, row.replied_at = worded(text), by, clock.now()
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    tell_applicant(case, _("对您的评价有答复：%(case)s") % {"case": case}, row.reply)
    log("case.rating_answered", case, by)
    return row
