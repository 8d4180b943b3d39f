"""What stands in the way of handing in an application: what is wrong in the form, and which conditions are not met."""

from zhicheng.services.hall import clock, conditions
from zhicheng.services.hall.forms_of_items import faults_of_answers
from zhicheng.services.hall.models import Application


def faults_in_form(application: Application, *, with_papers: bool = True) -> list[str]:
    """Sentences of what is missing or wrong; a paper application's papers lie in the office's folder and are not asked for."""
    model = application.model
    papers = list(application.attachments.filter(replaced_at=None))
    faults = faults_of_answers(model, application.answers, papers, party_id=application.party_id)
    on_paper = {paper.code for paper in model.materials} | {field.code for field in model.files}
    in_folder = set() if with_papers else on_paper
    return [str(fault) for fault in faults if fault.code not in in_folder]


def unmet_conditions(application: Application) -> list[str]:
    """Sentences of the conditions that the records or the answers do not meet. What nobody knows is for the office to find out."""
    found = conditions.verdict(
        application.model, party_id=application.party_id, answers=application.answers, today=clock.today()
    )
    return [one.sentence for one in found.results if one.state in {"unmet", "mendable"}]
