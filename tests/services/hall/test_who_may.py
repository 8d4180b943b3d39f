"""Who may do what with a case: one table over kind of item, state, role and place.

Each case is made once by the real verbs, in 南山 of Shenzhen; then every role of the city, of the levels above and of another city is
asked for everything it may do. Who is not named in the table may do nothing. The table is asked twice: of the rules, and from outside,
where each person sends each act to its address (`asking`) and nothing that was done stays.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings

from tests.people import ANHUI, HEFEI, NANSHAN, SHENZHEN, SHUSHAN, division, firm, person
from tests.services.hall.asking import EVERYTHING, Asker, askers
from tests.services.hall.samples import (
    ANSWERS,
    ITEM,
    PUBLICISED,
    REVIEWED,
    applicant,
    brought,
    case,
    office,
    publish_item,
)
from zhicheng.base.accounts.models import OF_PARTIES, Role, User
from zhicheng.services.hall import actions
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.queries.possible import acts_of_applicant, acts_of_office

pytestmark = pytest.mark.django_db
CITIZEN = "citizen"
REGIONAL = [{**each, "role": "provincial"} for each in ITEM["steps"]]
KINDS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "reviewed": {"steps": REVIEWED},
    "publicised": {"steps": PUBLICISED},
    CITIZEN: {"audience": ["citizen"]},
    "regional": {"audience": ["city"], "level": "province", "steps": REGIONAL},
}
STATES = {
    "plain": (State.DRAFT, State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.EXAMINED, State.DECIDED, State.DELIVERED, State.WITHDRAWN),
    "reviewed": (State.ACCEPTED,),
    "publicised": (State.DECIDED, State.PUBLICISED),
    CITIZEN: (State.DRAFT, State.SUBMITTED, State.DELIVERED),
    "regional": (State.DRAFT, State.SUBMITTED, State.EXAMINED),
}  # fmt: skip


# What everybody in the office may do with a case that is theirs, and what the applicant may until it is over.
WORDS, OPEN = "note say", "say withdraw"
HEAD = "hand_over note say"
FIRST = "accept hand_over note refuse_acceptance return_for_correction say take"
EXPECTED: Mapping[str, Mapping[str, str]] = {
    "plain draft": {"applicant": "save withdraw"},
    "plain submitted": {"applicant": OPEN, "handler": FIRST, "head": HEAD},
    "plain returned": {"applicant": "save say withdraw", "handler": WORDS, "head": WORDS},
    "plain accepted": {"applicant": OPEN, "handler": "hand_over note pass_examination return_for_correction say", "head": HEAD},
    "plain examined": {
        "applicant": OPEN, "handler": WORDS, "head": "decide hand_over note say send_back take", "provincial": "hand_over",
    },
    "plain decided": {"applicant": OPEN, "handler": "deliver hand_over note say take", "head": HEAD},
    "plain delivered": {"applicant": "rate say", "handler": WORDS, "head": "note revoke_letter say"},
    "plain withdrawn": {"applicant": "say", "handler": WORDS, "head": WORDS},
    # Two score sheets are still out.
    "reviewed accepted": {"applicant": OPEN, "handler": "hand_over note return_for_correction say", "head": HEAD},
    "publicised decided": {"applicant": OPEN, "handler": "hand_over note publicise say take", "head": HEAD},
    "publicised publicised": {"applicant": OPEN, "handler": "hand_over note say take", "head": HEAD},
    "citizen draft": {"nobody": "save withdraw"},
    "citizen submitted": {"nobody": OPEN, "handler": FIRST, "head": HEAD},
    "citizen delivered": {"nobody": "rate say", "handler": WORDS, "head": "note revoke_letter say"},
    # A city applies to its province: its own officers are the applicant, and the level above the province's is the national one.
    "regional draft": {"handler": "save withdraw", "head": "save withdraw"},
    "regional submitted": {"handler": OPEN, "head": OPEN, "provincial": FIRST, "national": "hand_over"},
    "regional examined": {
        "handler": OPEN, "head": OPEN, "provincial": "decide hand_over note say send_back", "national": "hand_over",
    },
}  # fmt: skip


# Officers in whose area an applicant lies see a case once it is handed in; to others it does not exist.
OFFICERS_ABOVE = {"handler", "head", "county", "provincial", "national"}
ABOVE_THE_CITY = OFFICERS_ABOVE - {"county"}
APPLICANTS = {CITIZEN: {"nobody"}, "regional": {"handler", "head"}}
TRIES = 3


def test_everybody_may_do_what_the_table_says_and_no_more(settings: LazySettings) -> None:
    asked = people()
    made = {f"{kind} {state}": case for kind, state, case in cases(asked)}
    assert {name: rights(case, asked) for name, case in made.items()} == EXPECTED
    visitors = askers(asked, settings, keys=[case.filing_key for case in made.values()])
    wrong = {
        (name, one.name): difference
        for at, (name, case) in enumerate(made.items())
        for number, one in enumerate(visitors)
        if (difference := answers_otherwise(one, name, case, start=TRIES * at + number))
    }
    assert wrong == {}


def answers_otherwise(one: Asker, name: str, case: Application, *, start: int) -> dict[str, tuple[str, str]]:
    """What one person tries on one case and is answered otherwise than the table says: verb → (answer, what it should be).

    Whoever sees the case tries everything. The others, who stand before the same door with every act, try a few from `start` on: each of
    them everything in the course of all cases.
    """
    kind, state = name.split()
    is_applicant = one.name in APPLICANTS.get(kind, {"applicant"})
    above = ABOVE_THE_CITY if kind == "regional" else OFFICERS_ABOVE
    sees = one.name in above and (state != State.DRAFT or is_applicant)
    allowed = EXPECTED[name].get(one.name, "").split()
    due = one.expected(allowed, sees=sees, is_applicant=is_applicant)
    some = [EVERYTHING[(start + step) % len(EVERYTHING)] for step in range(TRIES)]
    answers = one.tries(case, EVERYTHING if sees or is_applicant else some)
    return {verb: (answer, due[verb]) for verb, answer in answers.items() if answer != due[verb]}


def people() -> dict[str, User | None]:
    """One of every role at home, those of another city and its county, an organisation beside the applicant's, and nobody at all."""
    at_home = {
        str(role): person(str(role), role)
        for role in Role
        if role not in OF_PARTIES | {Role.CITY_HANDLER, Role.CITY_HEAD}
    }
    of_parties = {str(role): person(str(role), role, NANSHAN) for role in OF_PARTIES}
    elsewhere = {
        f"other {role}": person(f"other {role}", role, place)
        for role, place in (
            (Role.CITY_HANDLER, HEFEI), (Role.CITY_HEAD, HEFEI), (Role.COUNTY, SHUSHAN), (Role.PROVINCIAL, ANHUI), (Role.ORGANISATION, SHUSHAN),
        )
    }  # fmt: skip
    own = {
        "applicant": applicant(firm("南山测试有限公司", NANSHAN)),
        "handler": office().handler,
        "head": office().head,
        "nobody": None,
    }
    return {**at_home, **of_parties, **elsewhere, **own}


def cases(asked: Mapping[str, User | None]) -> Iterator[tuple[str, State, Application]]:
    """(kind of item, state, case): each made once."""
    for kind, states in STATES.items():
        definition = publish_item(kind, **KINDS[kind])
        for state in states:
            if kind == CITIZEN:
                made = brought_for_a_citizen(definition, state)
            elif kind == "regional":
                made = brought_for_a_city(definition, state, asked)
            else:
                made = case(state, by=asked["applicant"], definition=definition)
            yield kind, state, made


def brought_for_a_citizen(definition: Any, state: State) -> Application:
    begun = actions.begin(
        definition=definition,
        by=None,
        region=division(NANSHAN),
        applicant_name="王",
        filing_key=uuid4(),
        answers=ANSWERS,
    )
    return brought(begun, state)


def brought_for_a_city(definition: Any, state: State, asked: Mapping[str, User | None]) -> Application:
    """The city's own application, which the province handles."""
    handler, province = asked["handler"], asked[str(Role.PROVINCIAL)]
    assert handler is not None
    assert province is not None
    made = actions.begin(
        definition=definition, by=handler, region=division(SHENZHEN), filing_key=uuid4(), answers=ANSWERS
    )
    if state != State.DRAFT:
        made = actions.submit(application=made, by=handler)
    if state == State.EXAMINED:
        made = actions.accept(application=made, by=province)
        made = actions.pass_examination(application=made, by=province)
    return made


def rights(made: Application, asked: Mapping[str, User | None]) -> dict[str, str]:
    """Who → the verbs that the rules allow, in order; whoever has none is left out."""
    found = {who: " ".join(sorted(verbs_of(one, made))) for who, one in asked.items()}
    return {who: verbs for who, verbs in found.items() if verbs}


def verbs_of(user: User | None, made: Application) -> set[str]:
    """Everything that one person may do with a case."""
    verdicts = acts_of_applicant(user, made) | (acts_of_office(user, made) if user is not None else {})
    return {verb for verb, verdict in verdicts.items() if verdict}
