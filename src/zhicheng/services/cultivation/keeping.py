"""Whether the holder of a title still meets what the programme asks it to keep."""

from collections.abc import Iterable

from django.utils import timezone

from zhicheng.services.cultivation.models import Designation
from zhicheng.services.hall import asking
from zhicheng.services.hall.condition_model import Condition
from zhicheng.services.hall.conditions import Result, Wording, found_by, records_of, says_of
from zhicheng.services.hall.judging import holds, needless, standing_of


def results_of(designation: Designation) -> list[Result]:
    """Each condition with its sentence and evidence, judged today by the version under which the title was granted."""
    if designation.party_id is None or not designation.is_held:
        return []
    with asking.reading_together():
        return judged(designation.model.kept, designation.party_id)


def judged(conditions: Iterable[Condition], party_id: int) -> list[Result]:
    """The same for some conditions and one organisation."""
    asked, look, today = tuple(conditions), records_of(party_id), timezone.localdate()
    found = {one.code: found_by(one, look, None, {}) for one in asked}
    truths = {one.code: holds(one, found[one.code], today) for one in asked}
    spared = needless(asked, truths)
    return [
        Wording(one, found[one.code], truths[one.code], None).result(
            standing_of(one, truths[one.code], spared=one.code in spared),
            is_open=False,
            is_spared=one.code in spared,
            say=says_of(party_id),
        )
        for one in asked
    ]
