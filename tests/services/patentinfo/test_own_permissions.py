"""What people keep is their own; the fees of an organisation are seen by its people alone."""

from datetime import date
from functools import cache

import pyarrow.compute as pc
import pytest
from django_scopes import scopes_disabled

from tests.people import person
from tests.permissions import (
    OWN_PARTY,
    PUBLIC,
    SIGNED_IN,
    Matrix,
    PermissionMatrix,
    Place,
    Route,
    Whose,
    page_and_twins,
)
from zhicheng.base.accounts.models import OF_PARTIES, Role, User
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.models import AnnuityFeed, ApplicantName, Collection, Kept, SavedSearch
from zhicheng.services.patentinfo.queries.annuities import fees_between

pytestmark = pytest.mark.installed

OWN = dict.fromkeys(SIGNED_IN, OWN_PARTY)
OWN_FEES = dict.fromkeys(OF_PARTIES, OWN_PARTY)


def owner_in(place: Place) -> User:
    """Who asks, or somebody else whose thing it is."""
    is_own = place.whose is Whose.OWN and place.person is not None
    return place.person if is_own and place.person else person(role=Role.ORGANISATION, party=place.party)


def some_patent() -> str:
    return str(holdings.lake().newest().dataset("patents").head(1)["publication"][0].as_py())


def a_search(place: Place) -> dict[str, int]:
    return {"pk": SavedSearch.objects.create(owner=owner_in(place), name="电池", query="q=电池").pk}


def a_feed(place: Place) -> dict[str, object]:
    return {"token": SavedSearch.objects.create(owner=owner_in(place), name="订阅", query="q=电池").token}


def a_collection(place: Place) -> dict[str, int]:
    return {"pk": Collection.objects.create(owner=owner_in(place), name="电池").pk}


def a_kept_patent(place: Place) -> dict[str, object]:
    owner = owner_in(place)
    kept = Kept.objects.create(
        collection=Collection.objects.create(owner=owner, name="电池"), publication=some_patent(), by=owner
    )
    return {"pk": kept.collection_id, "publication": kept.publication}


@cache
def living_applicant() -> str:
    """The normalised name of somebody with a Chinese patent in force that is filed lately."""
    snapshot = holdings.lake().newest()
    living = (pc.field("country") == "CN") & (pc.field("state") == "in_force") & pc.field("granted_on").is_valid()
    wanted = living & (pc.field("filed_on") > date(2018, 1, 1))
    publication = snapshot.dataset("patents").to_table(columns=["publication"], filter=wanted)["publication"][0]
    parties = (pc.field("publication") == publication) & (pc.field("role") == "applicant")
    return str(snapshot.dataset("parties").to_table(columns=["name_key"], filter=parties)["name_key"][0].as_py())


def a_fee(place: Place) -> dict[str, object]:
    """A fee of the demonstration's patents, lent to the place's party."""
    with scopes_disabled():
        ApplicantName.objects.update_or_create(name_key=living_applicant(), defaults={"party": place.party})
    fee = fees_between(place.party, date(2020, 1, 1), date(2035, 12, 31))[0]
    return {"publication": fee.right.publication, "year": fee.year}


def a_fee_feed(place: Place) -> dict[str, object]:
    owner = person(role=Role.ORGANISATION, party=place.party)
    return {"token": AnnuityFeed.objects.create(owner=owner).token}


def act(name: str, arguments: object, data: dict[str, str] | None = None, **rest: object) -> Route:
    return Route(f"patentinfo:{name}", arguments, method="POST", data=data or {}, answer=302, **rest)


MATRIX = Matrix(
    *page_and_twins("patentinfo:saved", allowed=SIGNED_IN),
    Route("patentinfo:save", allowed=SIGNED_IN),
    act("save", None, {"name": "全部", "cadence": "daily"}, allowed=SIGNED_IN),
    Route("patentinfo:feed", a_feed, allowed=PUBLIC),
    Route("patentinfo:findings", a_search, allowed=OWN),
    Route("patentinfo:saved_change", a_search, allowed=OWN),
    act("saved_change", a_search, {"name": "别名", "cadence": "none"}, allowed=OWN),
    act("saved_remove", a_search, allowed=OWN),
    act("saved_renew", a_search, allowed=OWN),
    *page_and_twins("patentinfo:collections", allowed=SIGNED_IN),
    Route("patentinfo:collection_new", allowed=SIGNED_IN),
    act("collection_new", None, {"name": "新的"}, allowed=SIGNED_IN),
    *page_and_twins("patentinfo:collection", a_collection, allowed=OWN),
    Route("patentinfo:collection_change", a_collection, allowed=OWN),
    act("collection_change", a_collection, {"name": "别名"}, allowed=OWN),
    act("collection_remove", a_collection, allowed=OWN),
    Route("patentinfo:kept", a_kept_patent, allowed=OWN),
    act("kept", a_kept_patent, {"note": "看"}, allowed=OWN),
    act("take_out", a_kept_patent, allowed=OWN),
    act("keep", None, {"name": "新的"}, allowed=SIGNED_IN),
    *page_and_twins("patentinfo:annuities", allowed=OF_PARTIES),
    Route("patentinfo:annuity_download", allowed=OF_PARTIES),
    act("annuity_feed_renew", None, allowed=OF_PARTIES),
    Route("patentinfo:annuity_feed", a_fee_feed, allowed=PUBLIC),
    Route("patentinfo:annuity", a_fee, allowed=OWN_FEES),
    act("annuity", a_fee, {"paid_on": "2026-01-05"}, allowed=OWN_FEES),
    act("annuity_drop", a_fee, allowed=OWN_FEES),
    act("annuity_undo", a_fee, allowed=OWN_FEES),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
