"""People and organisations for tests. Three of them tell most stories: an officer, an organisation's user, a stranger."""

from copy import copy
from functools import cache
from http.cookies import SimpleCookie
from itertools import count

from django.conf import settings
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import COUNTRYWIDE, OF_PARTIES, Role, User
from zhicheng.base.accounts.second_factor import must_have
from zhicheng.base.accounts.sessions import mark_seen
from zhicheng.base.parties.models import Kind, Party
from zhicheng.base.regions.models import Level, Region

SHENZHEN, NANSHAN, GUANGDONG = "440300", "440305", "440000"
HEFEI, SHUSHAN, ANHUI = "340100", "340104", "340000"
PASSWORD = "correct horse battery"

numbers = count(1)


def home_of(role: Role) -> str | None:
    """Where a person of this role works when a test does not say: in and around Shenzhen."""
    if role in COUNTRYWIDE:
        return None
    return {Role.PROVINCIAL: GUANGDONG, Role.COUNTY: NANSHAN}.get(role, SHENZHEN)


def person(
    name: str = "王", role: Role = Role.CITY_HANDLER, region: str | None = "", party: Party | None = None
) -> User:
    """An account of the role that can sign in; `region` defaults to the role's level around Shenzhen (`home_of`)."""
    code = home_of(role) if region == "" else region
    if party is None and role in OF_PARTIES:
        party = firm(region=code or SHENZHEN)
    user = User(
        username=f"person{next(numbers)}", name=name, role=role, region=division(code) if code else None, party=party
    )
    user.password = password_hash()
    user.save(force_insert=True)
    return user


@cache
def password_hash() -> str:
    """The hash of `PASSWORD`, made once: argon2 is slow on purpose."""
    user = User()
    user.set_password(PASSWORD)
    return user.password


def firm(name: str = "", region: str = SHENZHEN, kind: Kind = Kind.ENTERPRISE) -> Party:
    """An organisation in a division."""
    party = Party(kind=kind, name=name or f"第{next(numbers)}号精密仪器有限公司", region=division(region))
    with scopes_disabled():
        party.save(force_insert=True)
    return party


def division(code: str) -> Region:
    """The division, with those above it; made up when the database has none loaded."""
    if known := Region.objects.filter(code=code).first():
        return known
    levels = [(code[:2] + "0000", Level.PROVINCE), (code[:4] + "00", Level.CITY), (code, Level.COUNTY)]
    above: Region | None = None
    seen: set[str] = set()
    for each, level in levels:
        if each not in seen:
            seen.add(each)
            above, _made = Region.objects.get_or_create(
                code=each, defaults={"name": f"{each}区划", "short_name": each, "level": level, "parent": above}
            )
    assert above is not None
    return above


def signed_in(user: User) -> Client:
    """A browser in which the person has just signed in, with the second factor passed where one is required."""
    client = Client()
    client.force_login(user, backend="zhicheng.base.accounts.backends.AccountBackend")
    session = client.session
    mark_seen(session)
    if must_have(user):
        device, _made = TOTPDevice.objects.get_or_create(user=user, name="phone")
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    # A session that lives in its cookie has got another by this.
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def again(client: Client) -> Client:
    """The same browser as it is now, whatever the first does next."""
    other = copy(client)
    other.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    return other


class TestClients:
    """Browsers by role, made when first asked: `clients[Role.CITY_HEAD]`; `clients.anonymous` has no account."""

    __test__ = False

    def __init__(self) -> None:
        self.people: dict[Role, User] = {}
        self._clients: dict[Role, Client] = {}
        self.anonymous = Client()

    def __getitem__(self, role: Role) -> Client:
        if role not in self._clients:
            self.people[role] = person(str(role.label), role)
            self._clients[role] = signed_in(self.people[role])
        return self._clients[role]
