"""Who may open which page: one matrix for all apps (role × route × whose thing it is).

An app declares its part in `tests/<floor>/<app>/test_permissions.py`, a large one in several `test_…_permissions.py`:

    MATRIX = Matrix(
        Route("parties:register", allowed=OFFICERS),
        *page_and_twins("parties:list", allowed=OFFICERS),
        Route("parties:detail", make_party, allowed={Role.CITY_HANDLER: OWN_REGION, Role.ORGANISATION: OWN_PARTY}),
        Route("parties:correct", make_party, method="POST", data={...}, allowed=..., answer=302),
        exempt={"parties:logo": "a public picture without data"},
    )

    class TestPermissions(PermissionMatrix):
        matrix = MATRIX

Every role and an anonymous visitor ask for each route, for a thing of their own region and party, of another party next
door, and of another province. The answer is the exact status. `tests/test_permission_coverage.py` finds every `MATRIX`
and fails on a URL name that is in none.

Making a thing takes longer than asking for it, so those who share a place ask for one thing, each after what the one before
did was undone. A function that looks at `place.person` makes one for everybody, `place.asking(role)` for that role. The people are made once for all routes. A role
that is shown one page several times gets it drawn once (`tests.drawing`); its status always is the view's own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.drawing import drawn_once
from tests.people import NANSHAN, SHUSHAN, TestClients, again, firm
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.parties.models import Party


class Reach(Enum):
    """How far a role's right goes."""

    EVERYWHERE = "everywhere"
    OWN_REGION = "own region"
    OWN_PARTY = "own party"


EVERYWHERE, OWN_REGION, OWN_PARTY = Reach.EVERYWHERE, Reach.OWN_REGION, Reach.OWN_PARTY
SIGNED_IN: frozenset[Role] = frozenset(Role)
PUBLIC = "public"
# Administrators without a business of their own here may be left out of a matrix's `allowed`: they are refused.
Allowed = Mapping[Role, Reach] | Iterable[Role] | str


class Whose(Enum):
    """Where the thing lies that the page is about, seen from the person."""

    OWN = "own"
    OTHER_PARTY = "other party"
    OTHER_REGION = "other region"


@dataclass(slots=True)
class Place:
    """A division and an organisation in it, to make a thing in; `asking` says who asks."""

    whose: Whose
    region: str
    party: Party
    visitor: User | None
    apart: set[str] = field(default_factory=set)

    @property
    def person(self) -> User | None:
        """Who asks, None when nobody has signed in; whoever looks makes the thing for this person alone."""
        return self.asking(*Role)

    def asking(self, *roles: Role) -> User | None:
        """Who asks if it is somebody of these roles, for each of whom a thing is made; None stands for all others together."""
        self.apart.update(roles)
        return self.visitor if self.visitor is not None and self.visitor.role in roles else None


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """Somebody of a role, or without account, on the way to a place."""

    role: Role | None
    client: Client
    place: Place


@dataclass(frozen=True)
class Route:
    """One URL name and who may ask for it.

    `arguments` are the path's, or a function that makes a thing in a place and gives them. `allowed` is `PUBLIC`, roles
    (everywhere), or role → reach. Statuses: `answer` to those who may, `refused` to other signed-in people, `hidden` to
    those who may, but not for this thing. To roles of `seen_by`, who see such things in their reach without having the right, what lies
    beyond it is hidden as well.
    """

    name: str
    arguments: Mapping[str, Any] | Callable[[Place], Mapping[str, Any]] | None = None
    allowed: Allowed = ()
    method: str = "GET"
    data: Mapping[str, Any] | None = None
    answer: int = 200
    refused: int = 403
    hidden: int = 404
    seen_by: frozenset[Role] = frozenset()

    def __str__(self) -> str:
        return self.name if self.method == "GET" else f"{self.method} {self.name}"

    def expected(self, visit: Visit) -> int:
        """The status that the visitor must get."""
        role, place, person = visit.role, visit.place, visit.place.visitor
        if self.allowed == PUBLIC:
            return self.answer
        if role is None or person is None:
            return 302
        reaches = self.allowed if isinstance(self.allowed, Mapping) else dict.fromkeys(self.allowed, EVERYWHERE)
        if role not in reaches:
            is_beyond = role in self.seen_by and not place.region.startswith(person.reach)
            return self.hidden if is_beyond else self.refused
        within = {
            EVERYWHERE: True,
            OWN_REGION: place.region.startswith(person.reach),
            OWN_PARTY: place.whose is Whose.OWN,
        }
        return self.answer if within[reaches[role]] else self.hidden

    def answers(self, visits: Sequence[Visit]) -> Iterator[tuple[Visit, HttpResponse]]:
        """What each of those who come to one place is answered; nothing that is made or written stays."""
        if not visits:
            return
        with undone():
            place = visits[0].place
            arguments = self.arguments(place) if callable(self.arguments) else self.arguments
            url = reverse(self.name, kwargs=dict(arguments or {}))
            together = [visit for visit in visits if visit.role not in place.apart]
            now = together if visits[0] in together else visits[:1]
            for visit in now:
                with undone(), drawn_once(str(self), by=str(visit.role)):
                    answer = self.ask(visit.client, url)
                yield visit, answer
        yield from self.answers([visit for visit in visits if visit not in now])

    def ask(self, client: Client, url: str) -> HttpResponse:
        """The answer, read to the end: a file behind it is closed."""
        answer = client.generic(self.method, url) if self.data is None else client.post(url, self.data)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer


@contextmanager
def undone() -> Iterator[None]:
    """What is written in the block is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Matrix:
    """The routes of an app, and those that need none, with the reason."""

    def __init__(self, *routes: Route, exempt: Mapping[str, str] | None = None) -> None:
        self.routes = routes
        self.exempt = dict(exempt or {})

    @property
    def names(self) -> set[str]:
        return {route.name for route in self.routes} | set(self.exempt)


def page_and_twins(name: str, arguments: Any = None, **rest: Any) -> list[Route]:
    """A page made by `data_page`, and its CSV twin under the same rights."""

    def twin(place: Place) -> Mapping[str, Any]:
        own = arguments(place) if callable(arguments) else arguments
        return {**(own or {}), "as_format": "csv"}

    return [Route(name, arguments, **rest), Route(f"{name}_file", twin, **rest)]


@pytest.mark.usefixtures("lasting_database")
class PermissionMatrix:
    """Base of an app's `TestPermissions`; set `matrix`."""

    matrix: ClassVar[Matrix]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "route" in metafunc.fixturenames:
            metafunc.parametrize("route", self.matrix.routes, ids=str)

    @pytest.fixture(scope="class")
    @classmethod
    def people_and_parties(cls) -> Iterator[tuple[TestClients, list[Party]]]:
        """A person of each role, and organisations next to them, next door and far away.

        Their sessions live in their cookies: to find and keep them in the database would take as long as many an answer.
        """
        with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"):
            clients = TestClients()
            parties = [firm(region=region) for region in (NANSHAN, NANSHAN, SHUSHAN)]
            for role in Role:
                clients[role]
            yield clients, parties

    @pytest.mark.django_db
    def test_everybody_gets_exactly_what_they_may(
        self, route: Route, people_and_parties: tuple[TestClients, list[Party]]
    ) -> None:
        wrong = []
        for visits in by_place(everybody(*people_and_parties, several=callable(route.arguments))):
            for visit, answer in route.answers(visits):
                expected = route.expected(visit)
                if not is_as_expected(answer, expected, is_anonymous=visit.role is None):
                    wrong.append((visit.role, visit.place.whose.value, answer.status_code, "instead of", expected))
        assert wrong == []


def everybody(clients: TestClients, parties: Sequence[Party], *, several: bool) -> Iterator[Visit]:
    """Each role and a stranger at an own place, and at `several` others: next door and far away.

    Browsers and people are copies: what one route does to them is not there for the next.
    """
    own, neighbour, stranger = (copy(party) for party in parties)
    for role in (None, *Role):
        client = again(clients[role] if role else clients.anonymous)
        person = copy(clients.people[role]) if role else None
        yield Visit(role, client, Place(Whose.OWN, NANSHAN, (person and person.party) or own, person))
        if several:
            yield Visit(role, client, Place(Whose.OTHER_PARTY, NANSHAN, neighbour, person))
            yield Visit(role, client, Place(Whose.OTHER_REGION, SHUSHAN, stranger, person))


def by_place(visits: Iterable[Visit]) -> list[list[Visit]]:
    """Those who come to the same place together."""
    groups: dict[Party, list[Visit]] = {}
    for visit in visits:
        groups.setdefault(visit.place.party, []).append(visit)
    return list(groups.values())


def is_as_expected(answer: HttpResponse, expected: int, *, is_anonymous: bool) -> bool:
    """The exact status; an anonymous redirect must lead to the sign-in page."""
    if answer.status_code != expected:
        return False
    return not (is_anonymous and expected == 302) or answer.headers["Location"].startswith(reverse("accounts:login"))


def url_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Every URL name of the project, with its namespace; a pattern without name gives its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or f"unnamed {pattern.pattern}")
        else:
            yield from url_names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
