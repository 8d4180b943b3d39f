"""Items as forms: one page of questions, what is answered so far, what is wrong in it, and how it is read aloud."""

from zhicheng.services.hall.forms_of_items.checks import Fault, faults_of_answers
from zhicheng.services.hall.forms_of_items.known import Known, prefilled, prefilled_answers
from zhicheng.services.hall.forms_of_items.pages import SectionForm, form_for
from zhicheng.services.hall.forms_of_items.shown import display, is_asked, shown_fields

__all__ = [
    "Fault",
    "Known",
    "SectionForm",
    "display",
    "faults_of_answers",
    "form_for",
    "is_asked",
    "prefilled",
    "prefilled_answers",
    "shown_fields",
]
