"""The page of a case asks the database at most 15 questions: in every state, for everybody who may see it, however much lies in it.

The item is made of all that the heaviest of the shipped ones has: records of three services, grants, experts, publicity, one a year.
"""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.people import NANSHAN, firm, person, signed_in
from tests.services.hall.reviewing_samples import assigned, experts, scored
from tests.services.hall.samples import PUBLICISED, REVIEWED, applicant, draft, office, publish_item, step, way_to
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.actions import put_in_force
from zhicheng.base.definitions.kinds import kind_of
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.reading import read
from zhicheng.base.documents.models import Document
from zhicheng.base.parties.models import Kind
from zhicheng.services.hall import actions
from zhicheng.services.hall.models import Application, Attachment, Message, Objection, Review, ReviewState, State

pytestmark = pytest.mark.django_db
MOST = 15
SAID = {"pass_text": "符合。", "fail_text": "不符合。", "mend": {"text": "办理"}}
HEAVY: dict[str, Any] = {
    "conditions": [
        {"code": "area", "text": "在本市", "fact": "party.region", "test": "within", "value": "office", **SAID},
        {"code": "title", "text": "还不是优势企业", "fact": "designations.holds", "of": "national_enterprise:advantage", "test": "is_false", **SAID},
        {"code": "coached", "text": "还没有贯标", "fact": "certificates.in_force", "of": "GB/T 29490", "test": "is_false", **SAID},
        {"code": "rights", "text": "有专利", "fact": "patents.in_force", "test": "at_least", "value": 1, "unless": "area", **SAID},
        {"code": "large", "text": "金额", "answer": "amount", "test": "at_least", "value": 1, **SAID},
    ],
    "steps": [*REVIEWED[:3], *PUBLICISED[3:]],
    "once_a_year": True,
}  # fmt: skip
STATES = (
    State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.EXAMINED, State.DECIDED, State.PUBLICISED, State.DELIVERED, State.WITHDRAWN,
)  # fmt: skip


@pytest.fixture(scope="module")
def cases(module_database: None) -> dict[State, int]:
    """One case in every state, which an agency filed for the applicant: state → key."""
    for kind, code in (("programme", "national_enterprise"), ("standard", "gbt29490")):
        one = kind_of(kind)
        text = (Path(settings.DEFINITIONS_DIR) / one.folder / f"{code}.toml").read_text("utf-8")
        put_in_force(one, read(one, code, text), by=None, why="", shipped=True)
    people, definition = experts(2), publish_item(**HEAVY)
    agency = person("代理", Role.AGENCY, NANSHAN, firm("代理测试有限公司", NANSHAN, Kind.AGENCY))
    made = {state: brought(state, people, definition) for state in STATES}
    Application._base_manager.update(filed_by=agency)
    return {state: one.pk for state, one in made.items()}


def brought(state: State, people: list[User], definition: Definition) -> Application:
    """A case of its own applicant, with the experts' sheets in and, at its end, rated."""
    by = applicant(firm(region=NANSHAN))
    application = draft(by, definition=definition)
    for verb in way_to(application, state):
        if verb == "examine":
            for review in assigned(application, people):
                scored(review, comment="意见")
        application = step(verb, application, office(), approved=True)
    if state == State.ACCEPTED:
        assigned(application, people)
    if state == State.DELIVERED:
        actions.rate(application=application, by=by, stars=4, text="好")
    return application


def seeing(cases: dict[State, int]) -> dict[str, Client]:
    """Everybody who sees the cases but the applicants, signed in."""
    levels = {str(role): person(str(role), role) for role in (Role.COUNTY, Role.PROVINCIAL, Role.NATIONAL)}
    agency = Application._base_manager.get(pk=cases[State.SUBMITTED]).filed_by
    assert agency is not None
    people = {"handler": office().handler, "head": office().head, "agency": agency, **levels}
    return {who: used(user, cases[State.DELIVERED]) for who, user in people.items()}


def used(user: User, pk: int) -> Client:
    """A session that has begun: what its first page asks is not the case's."""
    client = signed_in(user)
    client.get(f"/hall/applications/{pk}/")
    return client


def asked(client: Client, pk: int, address: str = "/hall/applications/{}/") -> int:
    """How many questions a visit asks."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address.format(pk))
    assert answer.status_code == 200
    return len(captured)


def test_nobody_waits_for_more_than_fifteen_questions_in_any_state(cases: dict[State, int]) -> None:
    visitors = seeing(cases)
    counted = {(who, state): asked(client, pk) for who, client in visitors.items() for state, pk in cases.items()}
    for state, pk in cases.items():
        counted["applicant", state] = asked(used(applicant(Application._base_manager.get(pk=pk).party), pk), pk)
    review = Review.objects.filter(application=cases[State.ACCEPTED])[0]
    expert = used(review.reviewer, cases[State.ACCEPTED])
    counted["expert", State.ACCEPTED] = asked(expert, review.pk, "/hall/reviews/{}/")
    assert {key: count for key, count in counted.items() if count > MOST} == {}


def test_a_full_case_asks_no_more_than_an_empty_one(cases: dict[State, int]) -> None:
    pk, filled = cases[State.PUBLICISED], []
    visitors = [client for who, client in seeing(cases).items() if who in {"handler", "head", "agency"}]
    for more in (1, 2, 47):
        fill(Application._base_manager.get(pk=pk), more)
        filled.append([asked(client, pk) for client in visitors])
    assert filled == [filled[0]] * 3


def fill(application: Application, more: int) -> None:
    """So many more messages, notes, entries of the log, papers, objections, sheets and earlier cases."""
    by, at = office().handler, timezone.now()
    Message.objects.bulk_create(
        Message(application=application, by=by, text="请看", internal=n % 2 == 0) for n in range(2 * more)
    )
    papers = [
        Document(sha256="0" * 64, name="图.png", size=9, content_type="image/png", purpose="test") for _n in range(more)
    ]
    Document.objects.bulk_create(papers)
    Attachment.objects.bulk_create(Attachment(application=application, document=paper, added_by=by) for paper in papers)
    Objection.objects.bulk_create(
        Objection(application=application, name="赵", contact="1", text="不妥") for _n in range(more)
    )
    Review.objects.bulk_create(
        Review(application=application, step=1, reviewer=one, state=ReviewState.SUBMITTED, total=80, submitted_at=at)
        for one in experts(more)
    )
    for _n in range(min(more, 5)):
        record("case.saved", on=application, by=by)
        earlier = draft(applicant(application.party), definition=publish_item("earlier"))
        actions.submit(application=earlier, by=earlier.filed_by)
