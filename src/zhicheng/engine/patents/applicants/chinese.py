"""Names of Chinese organisations, also in traditional characters: place, stem, legal form, branch, former name."""

import re
from functools import cache

from zhconv_rs import zhconv

from zhicheng.engine.patents.applicants.name import ApplicantName
from zhicheng.engine.places import divisions

# 有限责任公司 and 有限公司 are one form of the Company Law, and so are 股份有限公司 and 股份公司. The longest stand first.
LEGAL_FORMS = {
    "有限责任公司": "有限公司",
    "股份有限公司": "股份有限公司",
    "股份公司": "股份有限公司",
    "集团有限公司": "集团有限公司",
    "集团公司": "集团有限公司",
    "有限公司": "有限公司",
    "株式会社": "株式会社",
    "公司": "公司",
}
_FORM_ENDING = re.compile("(?:" + "|".join(sorted(LEGAL_FORMS, key=len, reverse=True)) + ")$")
_FORMER = re.compile(
    r"\((?:原名称?|曾用名|原|前身为?|更名前)[:为]?([^()]{3,})\)|[,;](?:原名称?|曾用名)[:为]?([^()]{3,})$"
)
# Words in brackets that tell of ownership or of the register, not of the name.
_NOTE = re.compile(
    r"\((?:中外合资|中外合作|外商独资|外资|内资|合资|独资|国有|国有独资|上市|自然人独资|个体工商户|已注销|注销|吊销)\)"
)
_NOISE = re.compile(r"[\s\"'“”‘’·・,。.、*#]+")
_BRANCH = re.compile(r"(.{2,}?公司)(?!法)(.{2,})")
_COLLEGE = re.compile(r"(.{2,}?大学)(.{2,}?(?:学院|研究院|研究所|研究生院|实验室|研究中心|工程中心|系|校区|分校))")
_SHORTEST_STEM = 2
_NO_NAMES = frozenset({"大学", "学院", "医院", "银行", "公司"})  # 北京大学 is not the university called 大学 in 北京
_MOST_PLACES = 3


def normalise(text: str, original: str) -> ApplicantName:
    """The parts of a Chinese name that has already been brought to half width."""
    plain = zhconv(text, "zh-hans").replace("〔", "(").replace("〕", ")").replace("[", "(").replace("]", ")")
    former = tuple(_key(found) for pair in _FORMER.findall(plain) for found in pair if found)
    key = _key(_FORMER.sub("", plain))
    bare, form = _without_form(key)
    place, stem = _without_places(bare)
    return ApplicantName(key, place + stem, stem, place, form, _parent(key), former, original)


def _key(text: str) -> str:
    """One spelling: no spaces or stops, no notes, brackets opened, the legal form in its normal spelling."""
    plain = _NOTE.sub("", _NOISE.sub("", text)).replace("(", "").replace(")", "").upper()
    return _FORM_ENDING.sub(lambda found: LEGAL_FORMS[found[0]], plain)


def _without_form(key: str) -> tuple[str, str]:
    found = _FORM_ENDING.search(key)
    if not found or found.start() < _SHORTEST_STEM:
        return key, ""
    return key[: found.start()], found[0]


def _without_places(bare: str) -> tuple[str, str]:
    """The short names of the places that the name begins with, and the rest, which is never shorter than two characters."""
    places = ""
    for _ in range(_MOST_PLACES):
        length, short = _leading_place(bare)
        rest = bare[length:]
        if not length or len(rest) < _SHORTEST_STEM or rest in _NO_NAMES:
            break
        places, bare = places + short, rest
    return places, bare


def _leading_place(bare: str) -> tuple[int, str]:
    names = _place_names()
    for length in range(min(_longest_place(), len(bare)), 1, -1):
        if short := names.get(bare[:length]):
            return length, short
    return 0, ""


@cache
def _place_names() -> dict[str, str]:
    """Full and short names of provinces and cities, full names of counties: short ones of counties are words (长安, 和平)."""
    names = {each.name: each.short_name for each in divisions()}
    names |= {each.short_name: each.short_name for each in divisions() if each.level != "county"}
    return names


@cache
def _longest_place() -> int:
    return max(map(len, _place_names()))


def _parent(key: str) -> str:
    """The company before 分公司 and the like, the university before its colleges; hospitals and companies of a university stand alone."""
    if found := _BRANCH.fullmatch(key):
        return "" if found[2].endswith("公司") and not found[2].endswith("分公司") else found[1]
    found = _COLLEGE.fullmatch(key)
    return found[1] if found else ""
