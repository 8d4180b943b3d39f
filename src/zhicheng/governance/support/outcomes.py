"""What an approved application of a city leads to: support, or guidance that is arranged."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.governance.support import queries
from zhicheng.governance.support.actions import arrange_guidance, give_support
from zhicheng.governance.support.models import SupportKind, Topic
from zhicheng.services.hall import leading, preferring
from zhicheng.services.hall.leading import Delivered, Outcome

if TYPE_CHECKING:
    from datetime import date

    from zhicheng.services.hall.models import Application

SUPPORT_ITEMS = {kind: f"support_{kind.value}" for kind in SupportKind}
"""Each kind of guarantee measure (五) is an item of its own, applied for in batches of its own."""


def decided_on(application: "Application") -> "date":
    return timezone.localtime(application.decided_at).date() if application.decided_at else timezone.localdate()


def document_of(application: "Application") -> str:
    """The number of the letter; empty while there is none."""
    letter = getattr(application, "letter", None)
    return letter.number if letter else ""


def give(application: "Application", *, kind: str) -> Delivered:
    """Write the support into the city's file, with the ground of its priority."""
    made = give_support(
        region=application.region, kind=SupportKind(kind), given_on=decided_on(application),
        application=str(application), document=document_of(application),
        preferred=queries.preferred([application]).get(application.pk, ""), synthetic=application.synthetic,
    )  # fmt: skip
    facts = {"kind": made.get_kind_display()}
    return Delivered(_("已列入政策支持安排：%(kind)s") % facts)


def arrange(application: "Application") -> Delivered:
    """Write the guidance into the city's file; its opinion follows once it was held."""
    answers = application.answers
    topic = Topic(answers["topic"]) if answers.get("kind") == "consultation" else Topic.COURSE
    made = arrange_guidance(
        region=application.region, topic=topic, question=answers.get("question", ""), arranged_on=decided_on(application),
        application=str(application), synthetic=application.synthetic,
    )  # fmt: skip
    return Delivered(_("已安排专家指导：%(topic)s") % {"topic": made.get_topic_display()}, made.get_absolute_url())


leading.register(Outcome("support.give", gettext_lazy("给予政策支持"), give))
leading.register(Outcome("support.arrange_guidance", gettext_lazy("安排专家指导"), arrange))
for item in SUPPORT_ITEMS.values():
    preferring.register(item, queries.preferred)
