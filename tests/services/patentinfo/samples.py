"""A small lake of its own for tests that must know every patent in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from zhicheng.engine.patents import loading
from zhicheng.engine.patents.record import (
    Citation,
    Classification,
    ClassScheme,
    Kind,
    LegalEvent,
    LegalState,
    Party,
    PartyRole,
    Patent,
    Stage,
    Text,
)
from zhicheng.services.patentinfo import holdings

FIRM = Party(PartyRole.APPLICANT, "深圳明锐电池有限公司", "CN", "广东省深圳市南山区科苑路1号", region="440305")
SCHOOL = Party(PartyRole.APPLICANT, "合肥示例大学", "CN", "安徽省合肥市蜀山区黄山路9号", region="340104")
BATTERY = Patent(
    publication="CN101933423A",
    country="CN",
    kind=Kind.INVENTION,
    stage=Stage.APPLICATION,
    kind_code="A",
    application="CN201010255577A",
    filed_on=date(2010, 8, 17),
    published_on=date(2011, 1, 5),
    titles=(Text("zh", "一种锂离子电池冷却装置"),),
    abstracts=(Text("zh", "本发明公开了一种锂离子电池冷却装置，包括冷板<和>水泵。"),),
    claims=("1. 一种锂离子电池冷却装置，包括冷板。", "2. 根据权利要求1所述的装置，还包括水泵。"),
    claim_count=2,
    parties=(FIRM, Party(PartyRole.INVENTOR, "周明"), Party(PartyRole.AGENCY, "深圳知桥专利代理事务所")),
    classes=(Classification(ClassScheme.IPC, "H01M10/613"), Classification(ClassScheme.IPC, "F28D1/03")),
    family="F1",
    state=LegalState.IN_FORCE,
    source="测试.csv",
)
GRANT = replace(
    BATTERY,
    publication="CN101933423B",
    stage=Stage.GRANT,
    kind_code="B",
    published_on=date(2013, 6, 5),
    granted_on=date(2013, 6, 5),
    claims=BATTERY.claims[:1],
    claim_count=1,
    events=(LegalEvent(date(2013, 6, 5), "授权", "授权", LegalState.IN_FORCE),),
)
CITING = replace(
    BATTERY,
    publication="CN202111111U",
    kind=Kind.UTILITY_MODEL,
    stage=Stage.GRANT,
    kind_code="U",
    application="CN201120000001U",
    filed_on=date(2011, 3, 1),
    published_on=date(2012, 1, 11),
    granted_on=date(2012, 1, 11),
    titles=(Text("zh", "电池包隔膜 =HYPERLINK(1)"),),
    abstracts=(Text("zh", "一种隔膜。"),),
    claims=("1. 一种电池包隔膜。",),
    parties=(SCHOOL, Party(PartyRole.INVENTOR, "程立")),
    classes=(Classification(ClassScheme.IPC, "H01M2/16"),),
    citations=(Citation("CN101933423A", "X", "examiner"), Citation("某期刊论文", is_patent=False)),
    family="F2",
    state=LegalState.LAPSED,
)
ALL = (BATTERY, GRANT, CITING)


def fill(patents: Sequence[Patent] = ALL, *, name: str = "样本") -> int:
    """Load patents into the lake that `holdings` names now; the version it made."""
    made = loading.records_input(name, lambda: iter(patents), f"{name} {len(patents)}")
    return loading.load(holdings.lake(), [made], index=holdings.index_folder()).number
