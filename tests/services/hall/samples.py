"""A small item and cases of it, taken by the real verbs as far as a test needs.

definition = publish_item(steps=TWO_ROUNDS)
application = case(State.ACCEPTED)              # of the item `sample`, filed by an enterprise of Shenzhen's 南山
office().handler, office().head                 # the officers who act on it
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django_scopes import scopes_disabled

from tests.people import NANSHAN, SHENZHEN, division, firm, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.actions import publish
from zhicheng.base.definitions.models import Definition
from zhicheng.base.parties.models import Party
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.models import Application, Call, State

CODE = "sample"
ITEM: dict[str, Any] = {
    "title": "专利导航资助",
    "short": "导航资助",
    "glyph": "导",
    "summary": "对开展专利导航的企业给予资助。",
    "service_kind": "patent_information",
    "audience": ["enterprise"],
    "level": "city",
    "basis": [{"text": "测试用依据"}],
    "outcome_text": "发给资助决定书。",
    "fields": [
        {"code": "project", "label": "项目名称", "kind": "text", "section": "项目"},
        {"code": "amount", "label": "申请金额", "kind": "money", "section": "项目"},
    ],
    "letter": {
        "title": "资助决定书",
        "approved": "{applicant}：\n同意资助“{field.project}”，金额 {field.amount}（{case}，{number}）。\n{office}\n{day}",
        "refused": "不同意。理由：{reason}。",
    },
    "steps": [
        {"kind": "accept", "title": "受理", "role": "city_handler", "limit_workdays": 3},
        {"kind": "examine", "title": "审查", "role": "city_handler", "limit_workdays": 10},
        {"kind": "decide", "title": "审定", "role": "city_head", "limit_workdays": 5},
        {"kind": "deliver", "title": "办结", "role": "city_handler", "limit_workdays": 2},
    ],
}
ANSWERS = {"project": "锂电池专利导航", "amount": 5_000_000}
REVIEWED = [
    ITEM["steps"][0],
    {
        "kind": "examine", "title": "评审", "role": "city_handler", "limit_workdays": 20, "reviewers": 2, "pass_mark": 60,
        "score_sheet": [{"code": "plan", "label": "方案", "points": 60}, {"code": "team", "label": "团队", "points": 40}],
    },
    *ITEM["steps"][2:],
]  # fmt: skip
"""Steps with two reviewers."""
PUBLICISED = [
    *ITEM["steps"][:3],
    {"kind": "publicise", "title": "公示", "role": "city_handler", "limit_workdays": 7},
    ITEM["steps"][3],
]
"""Steps with publicity for objections."""
DIRECT = [ITEM["steps"][0], *ITEM["steps"][2:]]
"""Steps without examination."""


def toml(**changes: Any) -> str:
    """The text of the sample item with other values; None leaves a field out."""
    return "".join(f"{name} = {written(value)}\n" for name, value in (ITEM | changes).items() if value is not None)


def written(value: Any) -> str:
    """A value of TOML; tables are written inline."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {written(each)}" for name, each in value.items() if each is not None) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def publish_item(code: str = CODE, **changes: Any) -> Definition:
    """Put the sample item in force; the same text again changes nothing."""
    by = person("国家局", Role.NATIONAL)
    return publish(kind="item", code=code, text=toml(**changes), by=by, why="测试")


@dataclass(frozen=True, slots=True)
class Office:
    """The people of one city's office."""

    handler: User
    head: User


def office(region: str = SHENZHEN) -> Office:
    """Handler and head of a city's office: the first of each, made when there is none."""
    return Office(officer(Role.CITY_HANDLER, region), officer(Role.CITY_HEAD, region))


def officer(role: Role, region: str) -> User:
    found = User.objects.filter(role=role, region=division(region), is_active=True).order_by("pk").first()
    return found or person(str(role.label), role, region)


def applicant(party: Party | None = None) -> User:
    """A person of an enterprise in 南山."""
    party = party or firm(region=NANSHAN)
    found = User.objects.filter(party=party).order_by("pk").first()
    return found or person("李", Role.ORGANISATION, party.region_id, party=party)


def current(code: str = CODE) -> Definition:
    """The item in force, published when it is not."""
    found = Definition.objects.filter(kind="item", code=code, state="current").first()
    return found or publish_item(code)


def draft(
    by: User | None = None, *, definition: Definition | None = None, answers: Mapping[str, Any] = ANSWERS, **more: Any
) -> Application:
    """A draft by an organisation's user."""
    by = by or applicant()
    definition = definition or current()
    return actions.begin(definition=definition, by=by, party=by.party, filing_key=uuid4(), answers=answers, **more)


def case(
    state: State = State.SUBMITTED, *, by: User | None = None, definition: Definition | None = None, approved: bool = True,
    at: datetime | None = None, **more: Any,
) -> Application:  # fmt: skip
    """A case in a state, brought there by the real verbs and people (`office()` of the applicant's city). `at` dates every act.

    For items without reviewers; PUBLICISED needs an item with publicity (`steps=PUBLICISED`).
    """
    with clock.told(at):
        made = draft(by, definition=definition, **more)
        return brought(made, state, approved=approved)


def brought(application: Application, state: State, *, approved: bool = True) -> Application:
    """Take a draft, or a case further back, to a state by the real verbs."""
    people = office(city_of(application))
    for verb in way_to(application, state):
        application = step(verb, application, people, approved=approved)
    return application


def way_to(application: Application, state: State) -> Sequence[str]:
    """The verbs from a draft to a state."""
    kinds = [each.kind for each in application.model.steps]
    examined = ["examine"] * kinds.count("examine")
    publicised = ["publicise"] if "publicise" in kinds else []
    decided = ["submit", "accept", *examined, "decide"]
    ways: dict[State, list[str]] = {
        State.DRAFT: [],
        State.SUBMITTED: ["submit"],
        State.RETURNED: ["submit", "return"],
        State.ACCEPTED: ["submit", "accept"],
        State.EXAMINED: ["submit", "accept", *examined],
        State.DECIDED: decided,
        State.PUBLICISED: [*decided, *publicised],
        State.DELIVERED: [*decided, *publicised, "deliver"],
        State.WITHDRAWN: ["submit", "withdraw"],
    }
    return ways[state]


def step(verb: str, application: Application, people: Office, *, approved: bool) -> Application:
    """One verb by whoever does it."""
    by, reason = application.filed_by, "" if approved else "项目与导航无关"
    one: dict[str, Any] = {"application": application}
    reasons = [("project", "请写明项目的技术领域")]
    acts: dict[str, Callable[[], Application]] = {
        "submit": lambda: actions.submit(**one, by=by),
        "withdraw": lambda: actions.withdraw(**one, by=by),
        "return": lambda: actions.return_for_correction(**one, by=people.handler, reasons=reasons),
        "accept": lambda: actions.accept(**one, by=people.handler),
        "examine": lambda: actions.pass_examination(**one, by=people.handler),
        "decide": lambda: actions.decide(**one, by=people.head, approved=approved, reason=reason),
        "publicise": lambda: actions.publicise(**one, by=people.handler),
        "deliver": lambda: actions.deliver(**one, by=people.handler),
    }
    with clock.told(after_publicity(application) if verb == "deliver" else None):
        return acts[verb]()


def after_publicity(application: Application) -> datetime | None:
    """The day after the last one for objections, None when there is no publicity."""
    until = application.publicised_until
    return clock.moment_of(clock.last_day(until, 1)) if until else None


def city_of(application: Application) -> str:
    """The city whose officers act: the office of a city's item."""
    return application.office_id or SHENZHEN


def call(definition: Definition | None = None, **changes: Any) -> Call:
    """An open batch of an item; for items with `call = {"ranking": …}`."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "item": (definition or current()).code, "office": division(SHENZHEN), "title": "第一批", "opens_on": today, "closes_on": today,
        "quota": 2, "reserve": 1, "ranking": "score", "announced_by": office().head,
    }  # fmt: skip
    return Call.objects.create(**(values | changes))


def fresh(application: Application) -> Application:
    """The case as the database has it now."""
    with scopes_disabled():
        return Application.objects.select_related("definition").get(pk=application.pk)
