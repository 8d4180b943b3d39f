"""What lies in a case: its papers, what was said, the letter, what followed, and the applicant's rating.

The last three come with the row of `cases.case`; of another case each is one query.
"""

from django.utils.translation import gettext as _

from zhicheng.services.hall.models import Application, Attachment, Handover, Letter, Message, Rating


def papers_of(application: Application) -> list[Attachment]:
    """The papers that count: a replaced one stays in the file but is not shown."""
    found = application.attachments.filter(replaced_at=None).select_related("document", "added_by")
    return list(found.order_by("pk"))


def labelled_papers(application: Application) -> list[tuple[str, Attachment]]:
    """The papers with what they are: the material's or the field's name."""
    labels = labels_of(application)
    return [(labels.get(one.code, _("机关补充")), one) for one in papers_of(application)]


def labels_of(application: Application) -> dict[str, str]:
    """Code → label of every field and material."""
    model = application.model
    return {field.code: field.label for field in model.fields} | {paper.code: paper.label for paper in model.materials}


def messages_of(application: Application, *, with_internal: bool = True) -> list[Message]:
    """What applicant and office said, in order; notes of the office only where asked for."""
    found = application.messages.select_related("by").order_by("pk")
    return list(found if with_internal else found.filter(internal=False))


def letter_of(application: Application) -> Letter | None:
    """The decision letter, None while there is none."""
    return getattr(application, "letter", None)


def handover_of(application: Application) -> Handover | None:
    """What the approval leads to, None while there is nothing."""
    return getattr(application, "handover", None)


def rating_of(application: Application) -> Rating | None:
    """The applicant's word on the service, None while there is none."""
    return getattr(application, "rating", None)
