"""What a load adds to the records of a file: divisions of the addresses, and names by which one party is found again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter

from zhicheng.engine.patents.applicants import normalise
from zhicheng.engine.patents.record import Party, PartyRole, Patent
from zhicheng.engine.places import resolve

_HAN = re.compile("[\u3400-\u9fff]")
_NAMES_KEPT = 200_000
_FIELDS = tuple(field.name for field in fields(Patent))
_values = attrgetter(*_FIELDS)


def enriched(patents: Sequence[Patent], load: int) -> list[Patent]:
    """The patents as of a load, with `region` and `name_key` filled where the source left them open.

    Addresses are resolved together: those with clear addresses teach which city a postcode belongs to (`places.resolve`).
    """
    regions = _regions(party for patent in patents for party in patent.parties if _is_open(party))
    return [_enriched(patent, regions, load) for patent in patents]


def _enriched(patent: Patent, regions: dict[tuple[str, str], str], load: int) -> Patent:
    parties = tuple(_completed(party, regions) for party in patent.parties)
    values = dict(zip(_FIELDS, _values(patent), strict=True))  # what `dataclasses.replace` does, in half the time
    values |= {"parties": parties, "region": patent.region or _region(parties), "load": load}
    return Patent(**values)


def _completed(party: Party, regions: dict[tuple[str, str], str]) -> Party:
    region = party.region or regions.get((party.address, party.postcode), "")
    key = party.name_key or ("" if party.role is PartyRole.INVENTOR else _name_key(party.name))
    if region == party.region and key == party.name_key:
        return party
    return Party(party.role, party.name, party.country, party.address, party.postcode, region, key)


def _region(parties: Iterable[Party]) -> str:
    """That of the first applicant who has one."""
    return next((party.region for party in parties if party.role is PartyRole.APPLICANT and party.region), "")


def _regions(parties: Iterable[Party]) -> dict[tuple[str, str], str]:
    """The division code of each address and postcode that can be resolved."""
    places = list(dict.fromkeys((party.address, party.postcode) for party in parties))
    matches = resolve([address for address, _ in places], [postcode for _, postcode in places])
    return {place: match.division.code for place, match in zip(places, matches, strict=True) if match.division}


def _is_open(party: Party) -> bool:
    """Whether there is a Chinese address to resolve; an inventor's or agency's counts as an applicant's does."""
    return bool(party.address) and not party.region and _HAN.search(party.address) is not None


@lru_cache(_NAMES_KEPT)
def _name_key(name: str) -> str:
    """The key that all spellings of a name share."""
    return normalise(name).key
