"""What an approved application leads to here: a title for the applicant."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.services.cultivation.actions.titles import Grant, designate
from zhicheng.services.hall import leading
from zhicheng.services.hall.leading import Delivered, Outcome

if TYPE_CHECKING:
    from zhicheng.services.hall.models import Application, Letter


def give_title(application: "Application", *, programme: str, level: str) -> Delivered:
    """Grant the title that the item names to the organisation, or to the region that applied."""
    grant = Grant(
        programme, level, document=document_of(application), granted_on=day_of(application),
        application=application.number or "", synthetic=application.synthetic,
    )  # fmt: skip
    region = None if application.party else application.region
    made = designate(grant=grant, by=None, party=application.party, region=region)
    facts = {"title": made.title, "code": made.code}
    return Delivered(_("已授予“%(title)s”，核验码 %(code)s") % facts, made.get_absolute_url())


def document_of(application: "Application") -> str:
    """The number of the decision letter, or of the case while there is no letter."""
    letter = letter_of(application)
    return letter.number if letter else str(application)


def letter_of(application: "Application") -> "Letter | None":
    """The case's decision letter, None for an item without one."""
    found: Letter | None = getattr(application, "letter", None)
    return found


def day_of(application: "Application") -> date:
    """The day of the decision letter, so that letter and register say the same; of the decision while there is no letter."""
    letter, decided = letter_of(application), application.decided_at
    if letter is not None:
        return letter.issued_on
    return timezone.localtime(decided).date() if decided else timezone.localdate()


leading.register(Outcome("cultivation.designate", gettext_lazy("授予称号"), give_title))
