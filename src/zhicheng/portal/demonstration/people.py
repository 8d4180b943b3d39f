"""Who is there: organisations whose names are those of the made-up patents, their people, the offices and the experts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled
from stdnum.cn.uscc import calc_check_digit

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.actions import record
from zhicheng.base.parties.models import Kind, Party
from zhicheng.engine.patents.applicants import normalise
from zhicheng.engine.patents.demo import DEMONSTRATION_FIRM
from zhicheng.engine.patents.demo.people import CITIES, applicant
from zhicheng.engine.patents.demo.vocabulary import fields
from zhicheng.services.patentinfo.models import ApplicantName

CITY_CODES = ("440300", "320500", "510100")
FIRMS_PER_CITY = 19
SCHOOLS = ((Kind.UNIVERSITY, "示例大学"), (Kind.UNIVERSITY, "示例工业大学"), (Kind.INSTITUTE, "示例产业技术研究院"))
OTHERS = (
    (Kind.AGENCY, "知桥示例知识产权服务中心"),
    (Kind.AGENCY, "慧权示例知识产权代理事务所"),
    (Kind.BANK, "示例银行知识产权专营支行"),
    (Kind.MAKER, "示例创客工作室"),
    (Kind.OTHER, "示例产业园发展中心"),
)
MAKER_FIRST = 2  # so that the maker stands in the first district, whose officer has a printed login
EXPERTS_PER_CITY, NATIONAL_EXPERTS = 4, "demo-pingwei-"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN_NAMES = "明远志诚文静建华雅琴国平晓东思源海宁"
SIZES = ("small", "micro", "medium", "small", "large")
GRADES = ("A", "B", "A", "M", "B", "A", "C")
CATEGORY = {Kind.ENTERPRISE: "91", Kind.BANK: "91", Kind.MAKER: "92", Kind.AGENCY: "91"}
INSTITUTION = "12"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One invented organisation before it is registered."""

    kind: Kind
    name: str
    region_code: str
    address: str = ""


def organisations() -> Iterator[Organisation]:
    """About eighty: companies and schools that file the made-up patents, and who serves them."""
    for city in range(len(CITIES)):
        yield from firms(city)
        yield from neighbours(city)


def firms(city: int) -> Iterator[Organisation]:
    """Of each industry the companies that file most; the demonstration's own stands among those of the first city."""
    industries = [field.industry for field in fields()]
    for number in range(FIRMS_PER_CITY):
        found = applicant(city, industries[number % len(industries)], number // len(industries))
        yield Organisation(Kind.ENTERPRISE, found.name, found.region, found.address)


def neighbours(city: int) -> Iterator[Organisation]:
    """Schools, agencies, a bank, a maker and a park of the city."""
    place = CITIES[city]
    for number, (kind, name) in enumerate(SCHOOLS + OTHERS):
        district, code = place.districts[(number + MAKER_FIRST) % len(place.districts)]
        ending = "" if kind in {Kind.UNIVERSITY, Kind.INSTITUTE} else "（演示）"
        address = f"{place.province}{place.name}市{district}示例路{number + 1}号"
        yield Organisation(kind, place.name + name + ending, code, address)


def organisation_of(party: Party) -> Organisation:
    return Organisation(Kind(party.kind), party.name, party.region_id, party.address)


def uscc_of(number: int, one: Organisation) -> str:
    """A well-formed code with a serial that is visibly invented."""
    body = f"{CATEGORY.get(one.kind, INSTITUTION)}{one.region_code}MA00{number:04d}X"
    return body + str(calc_check_digit(body))


class Cast:
    """Everybody the demonstration acts with, found or made once."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {user.username: user for user in User.objects.filter(synthetic=True)}
        self.parties: list[Party] = []

    def enter(self) -> None:
        """Register who is missing."""
        for number, one in enumerate(organisations()):
            self.parties.append(self.registered(number, one))
        self.parties.insert(0, self.printed())
        for number, city in enumerate(CITIES):
            self.enter_offices(number, CITY_CODES[number])
            for district, code in city.districts:
                self.account(f"demo-quxian-{code}", _("%(place)s经办·演示") % {"place": district}, Role.COUNTY, code)
        self.account("demo-guojia-2", _("审定员·演示"), Role.NATIONAL, None)

    def enter_offices(self, number: int, code: str) -> None:
        """The city's two officers and its experts; in the first city the printed logins serve."""
        if number:
            self.account(f"demo-jingban-{code}", name_of(number * 7) + "·演示", Role.CITY_HANDLER, code)
            self.account(f"demo-fuze-{code}", name_of(number * 7 + 1) + "·演示", Role.CITY_HEAD, code)
        for expert in range(EXPERTS_PER_CITY):
            self.account(
                f"demo-zhuanjia-{code}-{expert + 1}", name_of(number * 11 + expert + 3) + "·演示", Role.EXPERT, code
            )

    def registered(self, number: int, one: Organisation) -> Party:
        """The organisation, with one person who acts for it and the patents under its name."""
        party = party_named(one.name) or Party(kind=one.kind, name=one.name, synthetic=True)
        if party.pk is None:
            party.uscc, party.region_id, party.address = uscc_of(number, one), one.region_code, one.address
            self.describe(party, number)
            party.save()
            record("party.registered", on=party, by=None, why=_("演示数据"), region_code=party.region_id)
            ApplicantName.objects.get_or_create(name_key=normalise(one.name).key, defaults={"party": party})
        role = {Kind.AGENCY: Role.AGENCY, Kind.BANK: Role.BANK}.get(one.kind, Role.ORGANISATION)
        self.account(f"demo-danwei-{number + 1:03d}", name_of(number + 20) + "·演示", role, party.region_id, party)
        return party

    def printed(self) -> Party:
        """The organisation of the printed login, which the accounts made; it is small, young and in good standing."""
        party = party_named(DEMONSTRATION_FIRM) or self.parties[0]
        if not party.size:
            party.size, party.founded_on, party.credit_grade = "small", date(2013, 6, 18), "A"
            party.uscc, party.confirmed_on = uscc_of(9999, organisation_of(party)), date(2018, 1, 8)
            party.save()
        return party

    def describe(self, party: Party, number: int) -> None:
        """What conditions ask: size, age, tax credit grade, and whether the organisation confirmed it."""
        party.size = SIZES[number % len(SIZES)] if party.kind == Kind.ENTERPRISE else ""
        party.founded_on = date(1998 + number * 5 % 19, 1 + number % 12, 1 + number % 28)
        party.credit_grade = GRADES[number % len(GRADES)] if party.kind == Kind.ENTERPRISE else ""
        party.confirmed_on = date(2018, 1, 8)

    def account(self, username: str, name: str, role: Role, region: str | None, party: Party | None = None) -> User:
        """An account without password: nobody signs in with it."""
        if username not in self.users:
            user = User(username=username, name=name, role=role, region_id=region, party=party, synthetic=True)
            user.set_unusable_password()
            user.save(force_insert=True)
            record("account.opened", on=user, by=None, why=_("演示账户"), region_code=region or "", role=role)
            self.users[username] = user
        return self.users[username]

    @cached_property
    def speakers(self) -> dict[int, User]:
        """Organisation → the person who acts for it."""
        return {user.party_id: user for user in self.users.values() if user.party_id is not None}

    def officer(self, role: Role, region_code: str, *, other: bool = False) -> User:
        """Who does the steps of a role where the applicant is; `other` the second one, where there are two who may decide."""
        if role == Role.NATIONAL:
            return self.users["demo-guojia-2" if other else "guojia"]
        if role == Role.COUNTY:
            is_printed = region_code == "440305" and not other
            return self.users["quxian" if is_printed else f"demo-quxian-{region_code}"]
        city = region_code[:4] + "00"
        name = {Role.CITY_HANDLER: "jingban", Role.CITY_HEAD: "fuze"}[role]
        return self.users[name if city == CITY_CODES[0] else f"demo-{name}-{city}"]

    def experts(self, city: str) -> QuerySet[User]:
        """The experts of a city, the printed login first; those of the nation where no city is named."""
        there = User.objects.filter(role=Role.EXPERT, synthetic=True).order_by("-username")
        return there.filter(region_id=city) if city else there.filter(username__startswith=NATIONAL_EXPERTS)

    def of_city(self, city: str) -> list[Party]:
        return [party for party in self.parties if party.region_id.startswith(city[:4])]


def party_named(name: str) -> Party | None:
    """The synthetic organisation of a name."""
    with scopes_disabled():
        return Party.objects.filter(name=name, synthetic=True).first()


def name_of(number: int) -> str:
    """An invented person's name."""
    given = GIVEN_NAMES[number * 3 % len(GIVEN_NAMES)] + GIVEN_NAMES[(number * 5 + 1) % len(GIVEN_NAMES)]
    return SURNAMES[number % len(SURNAMES)] + given
