"""The annual assessment of 2018 in the demonstration: ten cities, five experts, one arbitration, two objections, published."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from zhicheng.base.definitions.queries import current
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition, Criterion
from zhicheng.governance.assessment.models import Entry, Panelist, Round
from zhicheng.governance.assessment.rules.panels import Mark
from zhicheng.portal.demonstration.offices import CITIES, Offices
from zhicheng.portal.demonstration.plan_year import YEAR, at

SEED = "20190211"
OPENED, SIGNED, CHECKED, SCORED = date(2019, 1, 7), date(2019, 1, 18), date(2019, 1, 25), date(2019, 2, 22)
MET, SENT, ANSWERED, ENDED = date(2019, 2, 27), date(2019, 3, 1), date(2019, 3, 11), date(2019, 3, 15)
MERIT = dict(zip(CITIES, (88, 84, 80, 86, 76, 79, 82, 78, 74, 72), strict=False))
"""How good each city's year was, in percent of the points; invented."""
SEVERITY = (0, -4, 3, -6, 5)
"""How far experts lie from the middle, in percent: some are strict."""
ODD_CRITERION = "operation"
NARRATIVE = "围绕年度计划推进，具体做法、进度和支出见所选的证明材料；数字由平台按记录填入。"
OPINION = "材料真实完整，工作按计划推进，同意报送。"


def assess(offices: Offices) -> bool:
    """The whole round, once; returns whether it was made now."""
    if Round.objects.filter(year=YEAR).exists():
        return False
    definition = current("assessment", str(YEAR))
    made = actions.open_round(
        definition=definition, regions=CITIES, self_assessment_until=date(2019, 1, 25), by=offices.guojia, synthetic=True,
        at=at(OPENED),
    )  # fmt: skip
    for entry in queries.entries_of(made, offices.guojia):
        hand_in(entry, offices)
    actions.close_collection(round_=made, by=offices.guojia, at=at(CHECKED))
    actions.draw_panels(round_=made, seed=SEED, by=offices.guojia, at=at(CHECKED))
    score_all(made)
    settle(made, offices)
    publish(made, offices)
    return True


def hand_in(entry: Entry, offices: Offices) -> None:
    """A city's self-assessment: written by the handler, signed by the head, checked and commended by the province."""
    scheme, city = queries.scheme_of(entry.round), entry.region_id
    papers = [pk for pk, _words in queries.evidence_choices(entry)]
    for code in queries.asked_of(entry):
        criterion = scheme.criterion(code)
        if criterion is None or criterion.kind == "bonus":
            continue
        actions.write_answer(
            entry=entry, criterion=code, narrative=NARRATIVE, self_points=in_halves(criterion, MERIT[city] + 4),
            evidence=papers[: criterion.evidence], by=offices.handler(city), at=at(SIGNED),
        )  # fmt: skip
    actions.sign(entry=entry, by=offices.head(city), at=at(SIGNED))
    province = offices.province(city)
    actions.mark_complete(entry=entry, by=province, at=at(CHECKED))
    actions.give_opinion(entry=entry, text=OPINION, points=Decimal(MERIT[city]), by=province, at=at(CHECKED))


def in_halves(criterion: Criterion, percent: float) -> Decimal:
    """A share of a criterion's points, in steps of one half."""
    points = criterion.points * Decimal(str(max(0.0, min(100.0, percent)))) / 100
    return (points * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2


def score_all(round_: Round) -> None:
    """Every expert hands in every sheet. On one criterion of one city they lie far apart."""
    scheme, sheets = queries.scheme_of(round_), list(queries.seats_of(round_))
    odd = sheets[0].pk
    for sheet in sheets:
        marks = marks_of(sheet, scheme)
        if sheet.pk == odd:
            marks |= {ODD_CRITERION: Mark(Decimal("0.5"), "材料中没有看到运营项目的合同。")}
        actions.submit_sheet(panelist=sheet, marks=marks, by=sheet.expert, at=at(SCORED))


def marks_of(sheet: Panelist, scheme: AssessmentDefinition) -> dict[str, Mark]:
    """An expert's points: the city's merit, the expert's severity, and a little of both their moods."""
    lots = Random(f"{SEED}/{sheet.rater}/{sheet.entry.region_id}")  # noqa: S311 - the same each time, not a secret
    base = MERIT[sheet.entry.region_id] + SEVERITY[sheet.rater % len(SEVERITY)]
    found = {}
    for code in queries.asked_of(sheet.entry):
        criterion = scheme.criterion(code)
        if criterion is not None:
            found[code] = mark(criterion, 0 if criterion.kind == "bonus" else base + lots.uniform(-8, 8))
    return found


def mark(criterion: Criterion, percent: float) -> Mark:
    """Points with the note that extreme ones need."""
    points = in_halves(criterion, percent)
    return Mark(points, "材料充分，进度领先。" if percent > 90 else "材料不够具体。" if percent < 50 else "")


def settle(round_: Round, offices: Offices) -> None:
    """Close the scoring; the national office decides where the experts lie too far apart."""
    actions.close_scoring(round_=round_, by=offices.guojia, at=at(MET))
    entries = {entry.region_id: entry for entry in queries.entries_of(round_, offices.guojia)}
    scheme = queries.scheme_of(round_)
    for spread in queries.undecided_in(round_):
        criterion = scheme.criterion(spread.criterion)
        if criterion is not None:
            actions.arbitrate(
                entry=entries[spread.region], criterion=spread.criterion, points=in_halves(criterion, MERIT[spread.region]),
                reason="会议核对了合同和到账凭证，按多数专家的意见裁定。", by=offices.guojia, at=at(MET),
            )  # fmt: skip


def publish(round_: Round, offices: Offices) -> None:
    """Results to the cities, two objections, final, published by another officer."""
    actions.send_results(round_=round_, by=offices.guojia, at=at(SENT))
    entries: Mapping[str, Entry] = {entry.region_id: entry for entry in queries.entries_of(round_, offices.guojia)}
    first, second = CITIES[-1], CITIES[-2]
    upheld = actions.object_to(
        entry=entries[first],
        criterion="people",
        reason="新设的服务中心人员没有计入。",
        by=offices.handler(first),
        at=at(SENT),
    )
    refused = actions.object_to(
        entry=entries[second],
        criterion="funds",
        reason="认为经费投入的评分偏低。",
        by=offices.handler(second),
        at=at(SENT),
    )
    people = queries.scheme_of(round_).criterion("people")
    if people is not None:
        actions.accept_objection(
            objection=upheld, points=in_halves(people, MERIT[first] + 8), answer="核对编制文件，予以采纳。", by=offices.guojia,
            at=at(ANSWERED),
        )  # fmt: skip
    actions.reject_objection(
        objection=refused,
        answer="评分依据预算执行数，材料中没有新的证明，不予采纳。",
        by=offices.guojia,
        at=at(ANSWERED),
    )
    actions.finalise(round_=round_, by=offices.guojia, at=at(ENDED))
    actions.publish(round_=round_, by=offices.second, at=at(ENDED))
