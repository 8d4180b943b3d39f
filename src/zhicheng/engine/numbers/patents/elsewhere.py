"""Numbers of all other offices: the office's letters, its number as it is, a kind code if there is one.

What the number is made of differs too much between offices to say more than this. Source of the letters: WIPO ST.3.
"""

import re

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents.number import FILING_STAGES, PatentNumber, Stage

_LETTERS = """
    AD AE AF AG AI AL AM AN AO AP AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BX BY BZ CA CD CF CG CH CI CK CL CM CN
    CO CR CS CU CV CY CZ DD DE DJ DK DM DO DZ EA EC EE EG EM EP ER ES ET FI FJ FK FO FR GA GB GC GD GE GG GH GI GL GM GN GQ GR GT GW GY
    HK HN HR HT HU IB ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD
    ME MG MK ML MM MN MO MR MS MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OA OM PA PE PG PH PK PL PT PW PY QA QZ RH RO RS RU RW SA
    SB SC SD SE SG SI SK SL SM SN SO SR ST SU SV SY SZ TC TD TG TH TJ TL TM TN TO TP TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WO
    WS XN YD YE YU ZA ZM ZR ZW
"""
OFFICES = frozenset(_LETTERS.split())
_NUMBER = re.compile(r"([A-Z]{0,3}[0-9]{1,15}|[0-9]{2,4}[A-Z]{2}[0-9]{3,6})([A-Z][0-9]?)?")


def parse(code: str, original: str, stage: Stage | None) -> PatentNumber:
    """The number in a compact text that begins with an office's letters. Raises :class:`InvalidNumber`."""
    office, found = code[:2], _NUMBER.fullmatch(code[2:])
    if office not in OFFICES:
        raise InvalidNumber(
            "office", f"“{office}”不是专利局的代码。中国用 CN，美国 US，欧洲 EP，国际申请 WO，日本 JP，韩国 KR"
        )
    if found is None:
        raise InvalidNumber("form", f"{office} 后面应为数字和文献种类代码，例如 {office}1234567A1")
    if stage in FILING_STAGES:
        return PatentNumber(office, Stage.APPLICATION, found[1], found[2] or "A", serial=found[1], original=original)
    kind = found[2] or ""
    return PatentNumber(office, _stage(kind), found[1], kind, serial=found[1], original=original)


def _stage(kind: str) -> Stage:
    return Stage.GRANT if kind[:1] in {"B", "C", "Y"} else Stage.PUBLICATION
