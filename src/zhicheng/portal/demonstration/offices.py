"""The ten cities of the demonstration's assessment and who acts for them: two officers each, one for each province, experts from elsewhere."""

from functools import cached_property

from django.conf import settings

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.regions.models import Region
from zhicheng.portal.demonstration.people import CITY_CODES, NATIONAL_EXPERTS, Cast, name_of

CITIES = (*CITY_CODES, "330100", "340100", "350200", "370200", "420100", "430100", "610100")[
    : settings.DEMONSTRATION_CITIES
]
"""The three cities with a hall, and seven more: 深圳 苏州 成都 杭州 合肥 厦门 青岛 武汉 长沙 西安."""
EXPERTS = ("110000", "120000", "210000", "310000", "500000")
"""Five experts from places without a city here: nobody has to stand aside."""
PRINTED_PROVINCE = "440000"


class Offices:
    """Everybody of the year's governance, found or made once."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.guojia, self.second = self.cast.users["guojia"], self.cast.users["demo-guojia-2"]

    def enter(self) -> None:
        """Open the accounts that are missing; nobody signs in with them."""
        for number, code in enumerate(CITIES[len(CITY_CODES) :], start=len(CITY_CODES)):
            self.cast.account(f"demo-jingban-{code}", name_of(number * 7) + "·演示", Role.CITY_HANDLER, code)
            self.cast.account(f"demo-fuze-{code}", name_of(number * 7 + 1) + "·演示", Role.CITY_HEAD, code)
        for number, code in enumerate(sorted({f"{city[:2]}0000" for city in CITIES} - {PRINTED_PROVINCE})):
            self.cast.account(f"demo-sheng-{code}", name_of(number * 5 + 60) + "·演示", Role.PROVINCIAL, code)
        for number, code in enumerate(EXPERTS):
            self.cast.account(f"{NATIONAL_EXPERTS}{number + 1}", name_of(number * 3 + 90) + "·演示", Role.EXPERT, code)

    def handler(self, city: str) -> User:
        return self.cast.officer(Role.CITY_HANDLER, city)

    def head(self, city: str) -> User:
        return self.cast.officer(Role.CITY_HEAD, city)

    def province(self, city: str) -> User:
        """The provincial officer above a city."""
        code = f"{city[:2]}0000"
        return self.cast.users["sheng" if code == PRINTED_PROVINCE else f"demo-sheng-{code}"]

    @cached_property
    def regions(self) -> dict[str, Region]:
        return {one.code: one for one in Region.objects.filter(code__in=CITIES)}
