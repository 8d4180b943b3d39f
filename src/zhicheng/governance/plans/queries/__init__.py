"""Reads of plans; each module one matter."""

from zhicheng.governance.plans.queries.adoptions import (
    adoption_for,
    adoption_of,
    city_years,
    evidence_of,
    heads_of,
    level_of,
    measure_for,
    measures_of,
    milestone_for,
    officers_above,
    officers_of,
    on_the_desk,
    paper_for,
    plan_for,
    reach_of,
    regions_under,
    taken_by_province,
    versions_of,
    visible_to,
    waiting_for,
)
from zhicheng.governance.plans.queries.definitions import (
    NOT_JUDGED,
    Judgement,
    judgements,
    latest_plan,
    newest_first,
    page_of,
    plan,
    plan_of,
    plans,
    uses_of,
)
from zhicheng.governance.plans.queries.execution import (
    MeasureStanding,
    Standing,
    TaskStanding,
    Watch,
    YearOf,
    at_hand,
    measure_standings,
    must_tasks,
    standing,
    standing_of_measure,
    summed,
    task_standings,
    watch_list,
    year_of,
)
from zhicheng.governance.plans.queries.peers import PeerStanding, met_and_missed, peer_standings, peers_of
from zhicheng.governance.plans.queries.targets import JudgedTarget, judged, judged_targets, leading_indicator

__all__ = [
    "NOT_JUDGED", "JudgedTarget", "Judgement", "MeasureStanding", "PeerStanding", "Standing", "TaskStanding", "Watch", "YearOf", "adoption_for", "adoption_of", "at_hand",
    "city_years", "evidence_of", "heads_of", "judged", "judged_targets", "judgements", "latest_plan", "leading_indicator", "level_of",
    "measure_for", "measure_standings", "measures_of", "met_and_missed", "milestone_for", "must_tasks", "newest_first", "officers_above", "officers_of", "on_the_desk", "page_of", "paper_for", "peer_standings", "peers_of", "plan",
    "plan_for", "plan_of", "plans", "reach_of", "regions_under", "standing", "standing_of_measure", "summed", "taken_by_province", "task_standings", "uses_of",
    "versions_of", "visible_to", "waiting_for", "watch_list", "year_of",
]  # fmt: skip
