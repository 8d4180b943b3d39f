"""Reads of applicants: their cases, and the letter that a stranger verifies."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.services.hall.models import Application, Channel, Letter, State
from zhicheng.services.hall.models.applications import ENDED
from zhicheng.services.hall.queries.cases import LONG_TEXTS, all_cases


def cases_of(user: User) -> QuerySet[Application]:
    """The cases in which a person is the applicant, or their organisation or region is; the newest first."""
    own = Q(filed_by=user) & ~Q(channel=Channel.PAPER)
    if user.party_id is not None:
        own |= Q(party=user.party_id)
    elif user.is_officer and user.region_id is not None:
        own |= Q(party=None, region=user.region_id, filed_by__role=user.role)
    return all_cases().filter(own).order_by("-pk")


def listed(rows: QuerySet[Application]) -> QuerySet[Application]:
    """The rows of an applicant's list, without the answers; an item's long text is read once for all its rows."""
    return rows.select_related(None).prefetch_related("definition").defer(*LONG_TEXTS)


def held_by_key(pk: int, keys: Sequence[str]) -> Application | None:
    """A case of a citizen without account, whose browser holds the key with which it was begun."""
    return all_cases().filter(pk=pk, filing_key__in=keys, party=None, filed_by=None).first()


def invented_example() -> Application | None:
    """The newest made-up case of a citizen without account: with it a visitor of a demonstration can try to follow a case."""
    handed_in = all_cases().filter(synthetic=True, number__isnull=False)
    return handed_in.filter(party=None, filed_by=None).exclude(code_digest="").order_by("-pk").first()


def drafts_by_key(item: str, keys: Sequence[str]) -> QuerySet[Application]:
    """What a citizen without account began with these keys and did not hand in."""
    return all_cases().filter(item=item, filing_key__in=keys, party=None, filed_by=None, state=State.DRAFT)


def letter_by_code(code: str) -> Letter | None:
    """The letter of a verification code, for everybody who holds it."""
    with scopes_disabled():
        joined = Letter.objects.select_related("application__definition", "application__office")
        return joined.filter(code=code).first()


def counts_of(rows: QuerySet[Application]) -> dict[str, int]:
    """How many wait for the applicant (drafts and corrections), run at the office, and have ended."""
    waiting, ended = Q(state__in=[State.DRAFT, State.RETURNED]), Q(state__in=sorted(ENDED))
    return rows.order_by().aggregate(
        waiting=Count("pk", filter=waiting),
        ended=Count("pk", filter=ended),
        running=Count("pk", filter=~waiting & ~ended),
    )
