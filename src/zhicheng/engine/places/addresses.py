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
_SHORTEST_SURE_NAME = 3  # 东区 or 城区 in the middle of a text is rarely the division
_HEADS_KEPT = 50_000  # some 30,000 ways exist to write province, city and county one after the other
_HEAD_LENGTHS = (9, 8, 6, 10, 7, 11, 12, 5, 13, 14, 15)  # characters, the commonest first


@dataclass(frozen=True, slots=True)
class Match:
    """Where an address lies.

    ``division``   the smallest division named, None when there is none or it is ambiguous
    ``text``       the names found in the address, put together; empty when there are none
    ``candidates`` the divisions it may be when it is ambiguous, else empty
    ``is_contradicted`` two places were named that exclude each other (苏州市海陵区: 海陵 lies in 泰州); the later one was taken
    ``by_postcode`` the postcode decided among the candidates
    """

    division: Division | None
    text: str
    candidates: tuple[Division, ...] = ()
    is_contradicted: bool = False
    by_postcode: bool = False


NOWHERE = Match(None, "")
_heads: dict[str, Match] = {}


def region_of_address(text: str) -> Match:
    """The smallest division that an address names.

    Reads from left to right, the longest name first, and goes down only: after 上海市黄浦区 the 南京 of 南京东路 is no
    division. The first name may be ambiguous (鼓楼区, 吉林); later ones decide (吉林长春), and a province or a city wins
    over what lies in it. A county's short name counts at the very beginning (昆山开发区), or inside a division already
    named; a short name before 路, 街, 大学 and the like never does. Former names, former kinds (即墨市) and development zones
    are known; those borne by several places are decided by what is named around them. Where a full name directly follows
    a place that it cannot lie in (苏州市海陵区), the later one is taken.
    """
    address = "".join(text.split())
    for length in _HEAD_LENGTHS:
        if known := _heads.get(address[:length]):
            return known
    if address.startswith(_ABROAD):
        return NOWHERE
    return _Reader(address).read()


def resolve(addresses: Sequence[str], postcodes: Sequence[str] = ()) -> list[Match]:
    """Where each of many addresses lies, in their order; what ``region_of_address`` says, with postcodes to decide.

    Of the addresses with a postcode those that are clear teach which city an area of postcodes belongs to; it then decides
    the ambiguous ones of the same call, and finds the city of those that name no place at all. No table of postcodes is needed
    for that, and none is used. Raises ValueError when postcodes are given but not one for each address.
    """
    found = list(map(region_of_address, addresses))
    if not postcodes:
        return found
    if len(postcodes) != len(addresses):
        message = f"{len(addresses)} addresses but {len(postcodes)} postcodes"
        raise ValueError(message)
    known = Postcodes.learned((code, match.division) for code, match in zip(postcodes, found, strict=True))
    return [
        match if match.division else _by_postcode(match, known.city(code))
        for match, code in zip(found, postcodes, strict=True)
    ]


def _by_postcode(match: Match, city: Division | None) -> Match:
    if city is None:
        return match
    if not match.candidates:
        return replace(match, division=city, by_postcode=True)
    inside = [each for each in match.candidates if each == city or is_inside(each, city)]
    return replace(match, division=inside[0], candidates=(), by_postcode=True) if len(inside) == 1 else match


class _Reader:
    """One reading of one address: how far, what has been named, and what it may mean."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.at = 0
        self.named = ""
        self.above: tuple[Division, ...] = ()
        self.is_contradicted = False
        self.has_gap = False
        self.last_is_sure = False

    def read(self) -> Match:
        for start, name in names_in(self.address):
            if start >= self.at:
                self._consider(start, name)
                if self._is_down():
                    break
        match = _decided(self.above, self.named, is_contradicted=self.is_contradicted)
        self._keep(match)
        return match

    def _consider(self, start: int, name: Name) -> None:
        if not name.is_full and self._is_something_else(start, name):
            return
        meant = self._meant(start, name)
        if meant:
            self._go(start, name, meant)
        elif self._excludes(start, name):
            self._go_elsewhere(start, name)

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
        deeper = tuple(each for each in name.inside if _lies_in(each, self.above))
        if deeper and not name.is_full and self._may_be_chance(start, name, deeper):
            return ()
        return deeper or self._deciding(name)

    def _may_be_chance(self, start: int, name: Name, meant: tuple[Division, ...]) -> bool:
        """抚顺 after 抚顺市 is no county; nor is one that only its province precedes, far away (陕西省…新城)."""
        if any(each.level != "county" for each in meant):
            return False
        if any(each.short_name == name.text for each in self.above):
            return True
        return start > self.at and all(_has_cities(each) for each in self.above)

    def _deciding(self, name: Name) -> tuple[Division, ...]:
        """石景山区,北京市: a city or province named after counties of one name tells which."""
        if len(self.above) == 1 or not name.is_full:
            return ()
        inside = tuple(each for each in self.above if any(is_inside(each, outer) for outer in name.alone))
        return inside if len(inside) == 1 else ()

    def _excludes(self, start: int, name: Name) -> bool:
        return start == self.at and name.is_full and len(name.text) >= _SHORTEST_SURE_NAME and len(self.above) == 1

    def _go_elsewhere(self, start: int, name: Name) -> None:
        """Take the later of two places that exclude each other, when it is one and in the same province."""
        province = self.above[0].code[:2]
        others = tuple(each for each in name.inside if each.code.startswith(province))
        if len(others) == 1:
            self.is_contradicted = self.is_contradicted or not _lies_on_the_way(others[0], self.above[0])
            self._go(start, name, others)

    def _is_something_else(self, start: int, name: Name) -> bool:
        end = start + len(name.text)
        if _STREET.match(self.address, end):
            return True
        if not _COLLEGE.match(self.address, end):
            return False
        is_its_city = any(each.level == "city" and _lies_in(each, self.above) for each in name.inside)
        return not is_its_city or name.text in _COLLEGES_ELSEWHERE

    def _is_down(self) -> bool:
        return len(self.above) == 1 and self.above[0].level == "county" and self.last_is_sure

    def _keep(self, match: Match) -> None:
        """Remember how an address began, when nothing that follows could change it: many begin so."""
        can_change = self.has_gap or self.is_contradicted or not self._is_down()
        if not can_change and self.at in _HEAD_LENGTHS and len(_heads) < _HEADS_KEPT:
            _heads[self.address[: self.at]] = match


def _decided(meant: tuple[Division, ...], named: str, *, is_contradicted: bool) -> Match:
    outermost = [each for each in meant if not any(is_inside(each, other) for other in meant)]
    provinces = [each for each in outermost if each.level == "province"]
    decided = provinces or (outermost if len(outermost) == 1 else [])
    if decided:
        return Match(decided[0], named, is_contradicted=is_contradicted)
    return Match(None, named, tuple(sorted(outermost, key=lambda each: each.code)))


def _telling_anywhere(name: Name) -> tuple[Division, ...]:
    """What a name in the middle of a text means without any division before it: no county that may be chance."""
    is_sure = name.is_full and len(name.alone) == 1 and len(name.text) >= _SHORTEST_SURE_NAME
    return name.alone if is_sure else tuple(each for each in name.alone if each.level != "county")


def _lies_in(each: Division, above: tuple[Division, ...]) -> bool:
    return any(is_inside(each, outer) for outer in above)


def _lies_on_the_way(each: Division, other: Division) -> bool:
    """Whether one is the other or holds it: 江苏省 repeated after 江苏省苏州市 is no contradiction."""
    return each == other or is_inside(other, each)


def _has_cities(each: Division) -> bool:
    return each.level == "province" and each.code[:2] not in PREFIXES_WITHOUT_CITIES
