"""Filling a score sheet."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.actions import store
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import Refused
from zhicheng.services.cultivation.models import ScoreEntry
from zhicheng.services.cultivation.queries import titles
from zhicheng.services.cultivation.rules import scores as rules

NAMES = verbs.register({"score.entered": gettext_lazy("填报评分项")})
EVIDENCE = "cultivation.score"


@transaction.atomic
def enter(
    *,
    party: Party,
    programme: str,
    year: int,
    line: str,
    values: list[float],
    evidence: "UploadedFile[bytes]",
    by: User,
) -> ScoreEntry:
    """Enter the numbers of one line with what proves them; an earlier entry of the year gives way, its history stays."""
    rules.can_enter(by, party).or_refuse()
    model = titles.programme(programme)
    lines = {one.code: one for one in model.score_sheet.lines} if model and model.score_sheet else {}
    if line not in lines:
        raise Refused("no_line", _("评分表中没有这一项"))
    rules.fits(lines[line], values).or_refuse()
    document = store(upload=evidence, purpose=EVIDENCE, by=by, region_code=party.region_id)
    made, _new = ScoreEntry.objects.update_or_create(
        party=party, programme=programme, year=year, line=line,
        defaults={"values": values, "evidence": document, "entered_by": by},
    )  # fmt: skip
    record("score.entered", on=made, by=by, region_code=party.region_id, line=line, values=values)
    return made
