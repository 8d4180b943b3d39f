"""Who applies for what: an organisation that the conditions let through, an office for its region, or a citizen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from random import Random

from zhicheng.base.accounts.models import Role
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current
from zhicheng.base.parties.models import Party
from zhicheng.engine.patents.demo.people import CITIES
from zhicheng.portal.demonstration.fates import Plan, counties_of, items_for
from zhicheng.portal.demonstration.handling import Filing
from zhicheng.portal.demonstration.people import Cast
from zhicheng.services.hall import conditions
from zhicheng.services.hall.asking import Answer, Fact
from zhicheng.services.hall.definition_kinds import ITEM, ItemDefinition
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application

CITIZENS = ("王明（演示）", "李华（演示）", "周静（演示）", "孙平（演示）")
CITIZENS_SHARE = 0.35
IN_THE_WAY = frozenset({"unmet", "mendable"})
OTHERWISE = "general_question"
"""What anybody may apply for."""


def applied() -> Iterator[tuple[str, str]]:
    """(item, organisation's name or office's division) of every case there is."""
    for code, party, region in Application.objects.values_list("item", "party__name", "region"):
        yield code, party or region


class Choice:
    """Finds applicants; nobody applies for one item twice, save for questions."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        # A start that was interrupted goes on: who has applied is known from the cases that are there.
        self.used: set[tuple[str, str]] = set(applied())
        self.records = Records()
        self.items: Mapping[str, Definition] = all_current(ITEM.code)

    def chosen(self, plan: Plan, lots: Random) -> tuple[str, Filing]:
        """The item and who applies for it: the planned one, or another that fits the fate and for which somebody qualifies."""
        others = list(items_for(plan))
        lots.shuffle(others)
        for code in (plan.item, *others):
            filing = self.filing(code, plan.city, plan.begins, lots)
            if filing is not None:
                return code, filing
        return OTHERWISE, self.citizen(plan.city, lots)

    def filing(self, code: str, city: str, on: date, lots: Random) -> Filing | None:
        """Somebody of the city who qualifies, None when nobody is left."""
        model = self.model(code)
        if "citizen" in model.audience and lots.random() < CITIZENS_SHARE:
            return self.citizen(city, lots)
        if model.is_regional:
            return self.office(code, model, city, lots)
        return next(self.organisations(code, city, on, lots), None)

    def model(self, code: str) -> ItemDefinition:
        return model_of_item(self.items[code])

    def citizen(self, city: str, lots: Random) -> Filing:
        districts = next(place.districts for place in CITIES if place.districts[0][1].startswith(city[:4]))
        return Filing(None, lots.choice(districts)[1], name=lots.choice(CITIZENS))

    def office(self, code: str, model: ItemDefinition, city: str, lots: Random) -> Filing | None:
        """A city's or a county's office that has not applied."""
        districts = [code for place in CITIES for _name, code in place.districts]
        places = [city] if "city" in model.audience else counties_of(city, districts)
        free = [place for place in places if (code, place) not in self.used]
        if not free:
            return None
        place = lots.choice(free)
        self.used.add((code, place))
        role = Role.CITY_HANDLER if place == city else Role.COUNTY
        return Filing(self.cast.officer(role, place), place)

    def organisations(self, code: str, city: str, on: date, lots: Random) -> Iterator[Filing]:
        """Organisations of the city that qualify on a day, each once."""
        audience = self.model(code).audience
        there = [party for party in self.cast.of_city(city) if party.kind in audience]
        for party in lots.sample(there, len(there)):
            if self.reserve(code, party, on):
                yield self.of(party)

    def reserve(self, code: str, party: Party, on: date) -> bool:
        """Whether an organisation qualifies and has not applied; from now on it has."""
        if (code, party.name) in self.used:
            return False
        if not self.records.qualifies(code, self.model(code), party, on):
            return False
        self.used.add((code, party.name))
        return True

    def of(self, party: Party) -> Filing:
        return Filing(self.cast.speakers[party.pk], party.region_id, party)

    def some(self, code: str, city: str, on: date, most: int, lots: Random) -> Sequence[Filing]:
        """Several who qualify, for a batch."""
        model = self.model(code)
        if not model.is_regional:
            found = self.organisations(code, city, on, lots)
            return [filing for filing, _number in zip(found, range(most), strict=False)]
        offices = (self.office(code, model, city, lots) for _number in range(most))
        return [filing for filing in offices if filing is not None]


class Records:
    """What the records say of everybody, each fact read once for all: cases that come later do not matter, since nobody applies twice."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Mapping[int, Answer]] = {}

    def qualifies(self, code: str, model: ItemDefinition, party: Party, on: date) -> bool:
        """Whether nothing speaks against an organisation; what the form asks is answered as it should be."""
        found = conditions.judged(model, self.looking_at(party.pk), today=on, code=code)
        return not any(one.state in IN_THE_WAY and not one.open for one in found.results)

    def looking_at(self, party: int) -> Callable[[Fact, str], Answer | None]:
        def look(fact: Fact, of: str) -> Answer | None:
            if (fact.code, of) not in self.answers:
                self.answers[fact.code, of] = fact.read(None, of)
            return self.answers[fact.code, of].get(party, fact.absent)

        return look
