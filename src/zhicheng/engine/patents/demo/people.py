"""Made-up applicants, inventors and agencies of three cities."""

from dataclasses import dataclass
from functools import lru_cache

from zhicheng.engine.patents.record import Party, PartyRole


@dataclass(frozen=True, slots=True)
class City:
    """A city with its districts, by name and code."""

    name: str
    province: str
    districts: tuple[tuple[str, str], ...]


CITIES = (
    City("深圳", "广东省", (("南山区", "440305"), ("宝安区", "440306"), ("龙岗区", "440307"), ("福田区", "440304"),
                         ("龙华区", "440309"), ("光明区", "440311"), ("坪山区", "440310"), ("罗湖区", "440303"))),
    City("苏州", "江苏省", (("昆山市", "320583"), ("吴中区", "320506"), ("张家港市", "320582"), ("虎丘区", "320505"),
                         ("常熟市", "320581"), ("吴江区", "320509"), ("太仓市", "320585"), ("相城区", "320507"))),
    City("成都", "四川省", (("武侯区", "510107"), ("双流区", "510116"), ("郫都区", "510117"), ("成华区", "510108"),
                         ("龙泉驿区", "510112"), ("锦江区", "510104"), ("金牛区", "510106"), ("新都区", "510114"))),
)  # fmt: skip
DEMONSTRATION_FIRM = "深圳启衡机器人有限公司（演示）"
"""The organisation whose user a demonstration signs in as; it files patents too, so that its pages have something to show."""
_DEMONSTRATION_PLACE = (0, "机器人", 2)
_FIRST = "启华明远恒瑞天合鼎信博创锐捷云深蓝海星汉川江锦嘉泰宏达越群智卓诚维科凌晨曦森"
_SECOND = "衡微芯拓能源联讯维迪安康盛驰骏晟睿捷通元泽凯丰翔腾宇航锋光润诺邦克朗利特思"
FIRMS = 1_200
"""Companies of one city and field from which applicants are drawn; the first ones file most."""
TEAM = 16
"""Inventors of one applicant."""
SCHOOL_EVERY = 9  # of the ranks of a city and field every ninth is a school or an institute
_SCHOOLS = ("示例大学", "示例工业大学", "示例科技大学", "示例产业技术研究院", "示例新技术研究所")
_ROADS = ("示例路", "知新示例路", "创业示例大道", "科苑示例路", "工业示例街")
_AGENCIES = ("知桥", "慧权", "正则", "明辨", "众创", "远见")
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
_GIVEN = "明文志建国华晓海永春雨思嘉子欣宇佳俊浩然梓涵一诺天成静怡慧敏丽婷雪峰涛磊强"


@lru_cache(maxsize=200_000)
def applicant(city: int, industry: str, rank: int) -> Party:
    """The applicant of a rank in a city and an industry: a company, or now and then a school of the city."""
    if (city, industry, rank) == _DEMONSTRATION_PLACE:
        return _applicant(city, DEMONSTRATION_FIRM, 0)
    if rank % SCHOOL_EVERY == SCHOOL_EVERY - 1:
        school = rank // SCHOOL_EVERY % len(_SCHOOLS)
        return _applicant(city, f"{CITIES[city].name}{_SCHOOLS[school]}", school)
    return _applicant(city, _company(city, industry, rank), rank * 5 + len(industry))


def _applicant(city: int, name: str, at: int) -> Party:
    place = CITIES[city]
    district, code = place.districts[at % len(place.districts)]
    address = f"{place.province}{place.name}市{district}{_ROADS[at % len(_ROADS)]}{at % 997 + 1}号"
    return Party(PartyRole.APPLICANT, name, "CN", address, region=code)


def _company(city: int, industry: str, rank: int) -> str:
    turn = rank * 7 + len(industry) * 131 + ord(industry[0]) + city * 53
    brand = _FIRST[turn % len(_FIRST)] + _SECOND[turn // len(_FIRST) % len(_SECOND)]
    kind = "股份有限公司" if rank % 5 == 1 else "有限公司"
    return f"{CITIES[city].name}{brand}{industry}{kind}（示例）"


@lru_cache(maxsize=200_000)
def inventor(team: int, member: int) -> Party:
    """One of an applicant's inventors."""
    turn = team * 2_654_435_761 + member * 40_503
    surname = _SURNAMES[turn % len(_SURNAMES)]
    given = _GIVEN[turn // 41 % len(_GIVEN)]
    second = _GIVEN[turn // 1_681 % len(_GIVEN)] if turn % 5 else ""
    return Party(PartyRole.INVENTOR, surname + given + second, "CN")


@lru_cache(maxsize=1_000)
def agency(city: int, rank: int) -> Party:
    """An agency of the city."""
    return Party(PartyRole.AGENCY, f"{CITIES[city].name}{_AGENCIES[rank % len(_AGENCIES)]}专利代理事务所（示例）", "CN")
