"""Everything that can be tried on a case from outside, by people with and without an account.

visitors = askers({"handler": user, "nobody": None}, settings, keys=[…])
visitors[0].tries(application, ["accept", "save"])  # {"accept": "yes", "save": "hidden"}

Only the status of an answer counts, so pages are not drawn and sessions need no database. What was done is taken back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.people import signed_in
from tests.permissions import undone
from tests.undrawn import UNDRAWN
from zhicheng.base.accounts.models import User
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.office_acts import BY_CODE
from zhicheng.services.hall.views.own import KEYS

YES, NO, HIDDEN, SIGN_IN = "yes", "no", "hidden", "sign in"
WORDS = {200: YES, 302: YES, 403: NO, 404: HIDDEN, 409: NO}
BY_OFFICE = {act.verb: act.code for act in BY_CODE.values()}
FILLED_IN = {"mend-project": "请写明", "reason": "理由", "why": "原因", "text": "意见", "decision": "approve"}
"""What fills in the form of any act of the office."""
ONLY_LOOKED_AT = frozenset({"hand_over", "take"})
"""Acts whose page is asked for: one names a colleague, the other may be done again by who did it."""
BY_APPLICANT: Mapping[str, tuple[str, Mapping[str, Any], Mapping[str, Any]]] = {
    "save": ("form", {"section": 1}, {"project": "导航", "amount": "1"}),
    "withdraw": ("withdraw", {}, {"reason": "计划有变"}),
    "tell": ("message", {}, {"text": "请问进度"}),
    "rate": ("rate", {}, {"stars": "5"}),
}
"""Verb → address, its arguments besides the case, what is sent. To `tell` is what an applicant does to `say` something."""
PAGE = "case"
EVERYTHING = (*BY_OFFICE, *BY_APPLICANT, PAGE)


@dataclass(frozen=True, slots=True)
class Asker:
    """One person at a browser."""

    name: str
    user: User | None
    client: Client

    def tries(self, case: Application, what: Iterable[str]) -> dict[str, str]:
        """Acts and pages of a case → the answers."""
        return {one: self.acts(case, one) for one in what}

    def acts(self, case: Application, verb: str) -> str:
        """The answer to one act, or to the wish to read."""
        if verb in BY_APPLICANT:
            name, arguments, data = BY_APPLICANT[verb]
            return self.sends(case, name, arguments, data)
        name = BY_OFFICE.get(verb, verb)
        if verb == PAGE or verb in ONLY_LOOKED_AT:
            return self.reads(case, name)
        return self.sends(case, name, {}, FILLED_IN)

    def sends(self, case: Application, name: str, arguments: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        with undone():
            answer = self.client.post(reverse(f"hall:{name}", kwargs={"pk": case.pk, **arguments}), data)
        # A form that is no longer open leads back to its case.
        is_closed = name == "form" and answer.headers.get("Location") == case.get_absolute_url()
        return NO if is_closed else word_of(answer)

    def reads(self, case: Application, name: str) -> str:
        return word_of(self.client.get(reverse(f"hall:{name}", kwargs={"pk": case.pk})))

    def expected(self, allowed: Collection[str], *, sees: bool, is_applicant: bool) -> dict[str, str]:
        """The answer to everything, when the rules allow the verbs `allowed` and nothing else."""
        if self.user is None and not is_applicant:
            return dict.fromkeys(EVERYTHING, SIGN_IN)
        refused = SIGN_IN if self.user is None else HIDDEN if self.user.is_officer and not sees else NO
        office = {verb: YES if sees and verb in allowed else refused for verb in BY_OFFICE}
        own = {verb: YES if said_of(verb) in allowed else NO for verb in BY_APPLICANT}
        page = {PAGE: YES if sees or is_applicant else HIDDEN}
        return office | (own if is_applicant else dict.fromkeys(BY_APPLICANT, HIDDEN)) | page


def said_of(verb: str) -> str:
    """The verb's name among the rules."""
    return "say" if verb == "tell" else verb


def word_of(answer: HttpResponse) -> str:
    """The answer in a word; any other status as it is."""
    if answer.headers.get("Location", "").startswith(reverse("accounts:login")):
        return SIGN_IN
    return WORDS.get(answer.status_code, str(answer.status_code))


def askers(people: Mapping[str, User | None], settings: LazySettings, *, keys: Sequence[UUID]) -> list[Asker]:
    """A browser for each. In the one without account the cases of these keys were begun; one more without account knows nothing."""
    settings.TEMPLATES = UNDRAWN
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    found = [Asker(name, user, signed_in(user) if user else holder_of(keys)) for name, user in people.items()]
    return [*found, Asker("stranger", None, Client())]


def holder_of(keys: Sequence[UUID]) -> Client:
    """A browser without account that remembers what was begun in it."""
    client = Client()
    session = client.session
    session[KEYS] = [str(key) for key in keys]
    session.save()
    return client
