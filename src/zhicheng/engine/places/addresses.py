"""From addresses to the divisions they lie in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhicheng.engine.places.codes import PREFIXES_WITHOUT_CITIES
from zhicheng.engine.places.divisions import Division
from zhicheng.engine.places.gazetteer import Name, is_inside, names_in
from zhicheng.engine.places.postcodes import Postcodes

# After a short name these say that it names something else: 北京西路, 中山大学, 大连理工大学.
_STREET = re.compile(
    "(?:[东西南北中]|[一二三四五六七八九十])?(?:路|街|大道|大街|巷|弄|胡同|桥(?![东西]区)|道(?![里外孚县真])|立交|广场|大厦)"
)
_COLLEGE = re.compile("[\u4e00-\u9fff]{0,4}(?:大学|学院)")
# Colleges named after a place that is not, or not surely, theirs: 中山大学 is in 广州, 吉林大学 in 长春.
_COLLEGES_ELSEWHERE = frozenset({"中山", "吉林", "海南", "河南", "云南"})
# Where a Chinese city's name may be the end of another: 佛罗里达州. The countries and regions of foreign applicants.
_ABROAD = (
    "美国", "日本", "韩国", "德国", "法国", "英国", "瑞士", "瑞典", "荷兰", "意大利", "加拿大", "澳大利亚", "新西兰", "俄罗斯", "以色列",
    "奥地利", "比利时", "丹麦", "芬兰", "挪威", "西班牙", "爱尔兰", "卢森堡", "印度", "新加坡", "马来西亚", "巴西", "英属", "开曼", "维尔京",
    "南非", "波兰", "捷克", "希腊", "匈牙利", "葡萄牙", "土耳其", "泰国", "越南", "菲律宾", "沙特", "阿联酋", "墨西哥", "阿根廷", "智利",
    "列支敦士登", "百慕大", "萨摩亚", "塞舌尔", "塞浦路斯", "蒙古", "乌克兰", "朝鲜",
)  # fmt: skip
# Counties' short names that are common words, as in 沣东新城.
_COMMON_WORDS = frozenset(
    {"新城", "城东", "城西", "城南", "城北", "城中", "江北", "江东", "河东", "河西", "桥东", "桥西", "市中"}
)
_SHORTEST_SURE_NAME = 3  # 东区 or 城区 in the middle of a text is rarely the division
_READ_CHARS = 500  # no address names its place later; what is longer is no address
_HEADS_KEPT = 50_000  # some 30,000 ways exist to write province, city and county one after the other
_HEAD_LENGTHS = (9, 8, 6, 10, 7, 11, 12, 5, 13, 14, 15)  # characters, the commonest first


@dataclass(frozen=True, slots=True)
class Match:
    """Where an address lies.

    ``division``   the smallest division named, None when there is none or it is ambiguous
    ``text``       the names found in the address, put together; empty when there are none
    ``candidates`` the divisions it may be when it is ambiguous, else empty; with a division the places named that exclude
                   each other (苏州市海陵区: 海陵 lies in 泰州), of which it is the later one
    ``by_postcode`` whether the postcode decided
    ``is_abroad``  whether the address begins with another country
    """

    division: Division | None
    text: str
    candidates: tuple[Division, ...] = ()
    by_postcode: bool = False
    is_abroad: bool = False


_ABROAD_MATCH = Match(None, "", is_abroad=True)
_heads: dict[str, Match] = {}


def region_of_address(text: str) -> Match:
    """The smallest division that an address names.

    Reads from left to right, the longest name first, and goes down only: after 上海市黄浦区 the 南京 of 南京东路 is no
    division. The first name may be ambiguous (鼓楼区, 吉林); later ones decide (吉林长春), and a province or a city wins
    over what lies in it. A county's short name counts at the very beginning (昆山开发区), or inside a division already
    named; a short name before 路, 街, 大学 and the like never does. Former names, former kinds (即墨市) and development zones
    are known; those borne by several places are decided by what is named around them. Where a full name directly follows
    a place that it cannot lie in (苏州市海陵区), the later one is taken. Of a long text the first 500 characters are read.
    """
    address = "".join(text[:_READ_CHARS].split())
    for length in _HEAD_LENGTHS:
        if known := _heads.get(address[:length]):
            return known
    if address.startswith(_ABROAD):
        return _ABROAD_MATCH
    return _Reader(address).read()


def resolve(addresses: Sequence[str], postcodes: Sequence[str] = ()) -> list[Match]:
    """Where each of many addresses lies, in their order; what ``region_of_address`` says, with postcodes to decide.

    Of the addresses with a postcode those that are clear teach which city an area of postcodes belongs to. It then decides
    those of the same call that are ambiguous, and finds the city of those that name a province only, or nothing at all. No
    table of postcodes is needed for that, and none is used. Where two names exclude each other the later one stays: it is
    the more exact one, and postcodes are mistyped more often. Raises ValueError when postcodes are given but not one for
    each address.
    """
    # Once each: an applicant's address stands on all its patents.
    read = {text: region_of_address(text) for text in dict.fromkeys(addresses)}
    found = [read[text] for text in addresses]
    if not postcodes:
        return found
    if len(postcodes) != len(addresses):
        message = f"{len(addresses)} addresses but {len(postcodes)} postcodes"
        raise ValueError(message)
    known = Postcodes.learned(zip(postcodes, (match.division for match in found), strict=True))
    return [
        _by_postcode(match, known.city(code)) if _is_open(match) else match
        for match, code in zip(found, postcodes, strict=True)
    ]


def forget() -> None:
    """Forget how addresses began that were read before; only measurements need it."""
    _heads.clear()


def _is_open(match: Match) -> bool:
    return not match.is_abroad and (match.division is None or _has_cities(match.division))


def _by_postcode(match: Match, city: Division | None) -> Match:
    if city is None:
        return match
    if match.division is None and match.candidates:
        inside = [each for each in match.candidates if each == city or is_inside(each, city)]
        return replace(match, division=inside[0], by_postcode=True) if len(inside) == 1 else match
    fits = match.division is None or is_inside(city, match.division)
    return replace(match, division=city, by_postcode=True) if fits else match


class _Reader:
    """One reading of one address: how far, what has been named, and what it may mean."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.at = 0
        self.named = ""
        self.above: tuple[Division, ...] = ()
        self.contradicting: tuple[Division, ...] = ()
        self.has_gap = False
        self.last_is_sure = False

    def read(self) -> Match:
        for start, _, name in names_in(self.address):
            if start >= self.at:
                self._consider(start, name)
                if self._is_down():
                    break
        match = _decided(self.above, self.named, self.contradicting)
        self._keep(match)
        return match

    def _consider(self, start: int, name: Name) -> None:
        if not name.is_full and self._is_something_else(start, name):
            return
        meant = self._meant(start, name)
        if meant:
            self._go(start, name, meant)
        elif other := self._excluding(start, name):
            self._go_elsewhere(start, name, other)

    def _go(self, start: int, name: Name, meant: tuple[Division, ...]) -> None:
        self.has_gap = self.has_gap or start > self.at
        self.last_is_sure = name.is_full and not name.is_cut
        self.named += name.text
        self.above = meant
        self.at = start + len(name.text)

    def _meant(self, start: int, name: Name) -> tuple[Division, ...]:
        """What a name means here: going down from what is above, or for itself where nothing is."""
        if not self.above:
            return name.alone if start == 0 else _telling_anywhere(name)
        deeper = self._deeper(name)
        if deeper and not name.is_full and self._may_be_chance(start, name, deeper):
            return ()
        return deeper or self._deciding(name)

    def _deeper(self, name: Name) -> tuple[Division, ...]:
        for tier in name.tiers:
            if deeper := tuple(each for each in tier if _lies_in(each, self.above)):
                return deeper
        return ()

    def _may_be_chance(self, start: int, name: Name, meant: tuple[Division, ...]) -> bool:
        """抚顺 after 抚顺市 is no county; nor is one that only its province precedes, far away (陕西省…新城)."""
        if any(each.level != "county" for each in meant):
            return False
        if any(each.short_name == name.text for each in self.above):
            return True
        return start > self.at and (name.text in _COMMON_WORDS or all(_has_cities(each) for each in self.above))

    def _deciding(self, name: Name) -> tuple[Division, ...]:
        """石景山区,北京市: a city or province named after counties of one name tells which."""
        if len(self.above) == 1 or not name.is_full:
            return ()
        inside = tuple(each for each in self.above if any(is_inside(each, outer) for outer in name.alone))
        return inside if len(inside) == 1 else ()

    def _excluding(self, start: int, name: Name) -> Division | None:
        """A place that excludes the one just named: one of its kind only, in the same province, directly behind."""
        if start != self.at or len(name.text) < _SHORTEST_SURE_NAME or len(self.above) != 1 or name.only is None:
            return None
        return name.only if name.only.code[:2] == self.above[0].code[:2] else None

    def _go_elsewhere(self, start: int, name: Name, other: Division) -> None:
        before = self.above[0]
        if before != other and not is_inside(before, other):  # 江苏省 repeated after 江苏省苏州市 contradicts nothing
            self.contradicting = (*self.contradicting, before, other)
        self._go(start, name, (other,))

    def _is_something_else(self, start: int, name: Name) -> bool:
        end = start + len(name.text)
        if _STREET.match(self.address, end):
            return True
        if not _COLLEGE.match(self.address, end):
            return False
        is_its_city = any(each.level == "city" for each in self._deeper(name))
        return not is_its_city or name.text in _COLLEGES_ELSEWHERE

    def _is_down(self) -> bool:
        return len(self.above) == 1 and self.above[0].level == "county" and self.last_is_sure

    def _keep(self, match: Match) -> None:
        """Remember how an address began, when nothing that follows could change it: many begin so."""
        can_change = self.has_gap or self.contradicting or not self._is_down()
        if not can_change and self.at in _HEAD_LENGTHS and len(_heads) < _HEADS_KEPT:
            _heads[self.address[: self.at]] = match


def _decided(meant: tuple[Division, ...], named: str, contradicting: tuple[Division, ...]) -> Match:
    outermost = [each for each in meant if not any(is_inside(each, other) for other in meant)]
    provinces = [each for each in outermost if each.level == "province"]
    decided = provinces or (outermost if len(outermost) == 1 else [])
    if decided:
        return Match(decided[0], named, contradicting)
    return Match(None, named, tuple(sorted(outermost, key=lambda each: each.code)))


def _telling_anywhere(name: Name) -> tuple[Division, ...]:
    """What a name in the middle of a text means without any division before it: no county that may be chance."""
    is_sure = name.is_full and len(name.alone) == 1 and len(name.text) >= _SHORTEST_SURE_NAME
    return name.alone if is_sure else tuple(each for each in name.alone if each.level != "county")


def _lies_in(each: Division, above: tuple[Division, ...]) -> bool:
    return any(is_inside(each, outer) for outer in above)


def _has_cities(each: Division) -> bool:
    return each.level == "province" and each.code[:2] not in PREFIXES_WITHOUT_CITIES
