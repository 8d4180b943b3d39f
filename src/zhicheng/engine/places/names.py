"""What people call a division: the name without its kind, and names that are no longer in use."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from zhicheng.engine.places.codes import Level

_PEOPLES = [
    "阿昌",
    "白",
    "保安",
    "布朗",
    "布依",
    "朝鲜",
    "达斡尔",
    "傣",
    "德昂",
    "东乡",
    "侗",
    "独龙",
    "鄂伦春",
    "鄂温克",
    "俄罗斯",
    "高山",
    "仡佬",
    "哈尼",
    "哈萨克",
    "赫哲",
    "回",
    "基诺",
    "京",
    "景颇",
    "柯尔克孜",
    "拉祜",
    "黎",
    "傈僳",
    "珞巴",
    "满",
    "毛南",
    "门巴",
    "蒙古",
    "苗",
    "仫佬",
    "纳西",
    "怒",
    "普米",
    "羌",
    "撒拉",
    "畲",
    "水",
    "塔吉克",
    "塔塔尔",
    "土",
    "土家",
    "佤",
    "维吾尔",
    "乌孜别克",
    "锡伯",
    "瑶",
    "彝",
    "裕固",
    "藏",
    "壮",
    "各",
]
# Longer names first: 土家 before 土. Without 族 only where the name stands so in divisions: 伊犁哈萨克自治州.
_LONGEST_FIRST = sorted(_PEOPLES, key=len, reverse=True)
_WITHOUT_ZU = ("柯尔克孜", "哈萨克", "塔吉克", "维吾尔", "蒙古", "锡伯")
_PEOPLE = re.compile(f"(?:{'|'.join(f'{people}族' for people in _LONGEST_FIRST)}|{'|'.join(_WITHOUT_ZU)})$")
_AUTONOMOUS = re.compile("(?:自治[区州县旗]|(?<=族)区)$")  # 内蒙古自治区, 梅里斯达斡尔族区
_KIND = re.compile("(?:特别行政区|地区|林区|特区|新区|省|市|盟|县|区|旗)$")
# Kinds that are half of the name: 井陉矿区 is not 井陉, 阿拉善左旗 not 阿拉善左, 正蓝旗 not a blue.
_KIND_KEPT = re.compile("(?:矿区|[左右前中后蓝黄白]旗|联合旗)$")

_SHORTEST = 2
# New districts were never counties; 沙县区 and 梅县区 were, under the name without 区.
_NEVER_OF_ANOTHER_KIND = ("新区", "矿区", "林区", "县区", "族区", "城区", "郊区")

# Names of divisions that were renamed or merged, for files and addresses of the years 1990 to today. Mere changes of
# kind (即墨市 → 即墨区, 毕节地区 → 毕节市) need no entry. Source: announcements of the Ministry of Civil Affairs.
FORMER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "崇文区": "110101",
        "宣武区": "110102",
        "塘沽区": "120116",
        "汉沽区": "120116",
        "大港区": "120116",
        "蓟县": "120119",
        "卢湾区": "310101",
        "闸北区": "310106",
        "南市区": "310101",
        "南汇区": "310115",
        "淮阴市": "320800",
        "海门市": "320614",
        "徽州地区": "341000",
        "莱芜市": "370116",
        "即墨市": "370215",
        "襄樊": "420600",
        "襄樊市": "420600",
        "荆沙市": "421000",
        "通什市": "469001",
        "万县市": "500101",
        "郫县": "510117",
        "达县": "511703",
        "思茅地区": "530800",
        "思茅市": "530800",
        "潞西市": "533103",
        "中甸县": "533401",
        "路南彝族自治县": "530126",
    }
)


def short_name(name: str) -> str:
    """A division's name without its kind and peoples: 深圳市 → 深圳, 恩施土家族苗族自治州 → 恩施, 内蒙古自治区 → 内蒙古.

    Never shorter than two characters: 赵县 stays 赵县, 东乡族自治县 becomes 东乡.
    """
    if _AUTONOMOUS.search(name):
        return _without_peoples(_AUTONOMOUS.sub("", name))
    if _KIND_KEPT.search(name):
        return name
    short = _KIND.sub("", name)
    return short if len(short) >= _SHORTEST else name


def _without_peoples(name: str) -> str:
    while len(shorter := _PEOPLE.sub("", name)) >= _SHORTEST and shorter != name:
        name = shorter
    return name.removesuffix("族")


def spoken_names(name: str) -> tuple[str, ...]:
    """All current ways to write a division's name, the full one first: 恩施土家族苗族自治州, 恩施, 恩施州."""
    short = short_name(name)
    with_kind = (short + name[-1],) if _AUTONOMOUS.search(name) else ()
    return tuple(dict.fromkeys((name, short, *with_kind)))


def names_after_change_of_kind(name: str) -> tuple[str, ...]:
    """What a division of this name may be called since a reform: 县 became 市 or 区, county-level 市 区, 地区 市."""
    for old, new_kinds in (("地区", "市"), ("县", "市区"), ("市", "区")):
        if name.endswith(old) and len(name) > len(old):
            return tuple(name.removesuffix(old) + kind for kind in new_kinds)
    return ()


def names_before_change_of_kind(name: str, level: Level) -> tuple[str, ...]:
    """What a division of this name may have been called before a reform, the opposite of the above: 即墨区 was 即墨市 or 即墨县."""
    stem = name[:-1]
    if len(stem) < _SHORTEST or name.endswith(_NEVER_OF_ANOTHER_KIND):
        return ()
    if level == "city":
        return (f"{stem}地区",) if name.endswith("市") else ()
    kinds = {"区": "市县", "市": "县"}.get(name[-1], "") if level == "county" else ""
    return tuple(stem + kind for kind in kinds)
