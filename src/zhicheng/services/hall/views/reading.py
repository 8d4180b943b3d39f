"""What pages of reviewers show of a case: the answers as words."""

from zhicheng.base.ui.formats import shown
from zhicheng.services.hall.models import Application

Shown = list[tuple[str, list[tuple[str, str]]]]


def answers_of(case: Application) -> Shown:
    """(section, [(question, answer)]) of all that was filled in."""
    fields = case.model.fields
    return [
        (section, [(one.label, shown(case.answers.get(one.code))) for one in fields if one.section == section])
        for section in case.model.sections
    ]
