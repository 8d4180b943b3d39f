"""The plan year 2018 of the demonstration: three cities carry it out with measures of their own, seven adopt it with one; half is done."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhicheng.base.accounts.models import User
from zhicheng.governance.plans import actions
from zhicheng.governance.plans.actions.planning import Choice, Expected, MeasurePlan, MilestonePlan
from zhicheng.governance.plans.models import Adoption, EvidenceKind, Risk
from zhicheng.governance.plans.queries import adoption_of
from zhicheng.portal.demonstration.offices import CITIES, Offices
from zhicheng.portal.demonstration.people import CITY_CODES

YEAR = 2018
WAITING = CITY_CODES[-1]
"""The city whose plan the national office has not received yet: work for who looks around."""
MORNING = time(10, 30)
WRITTEN, APPROVED, LAST_DAY = date(2018, 3, 26), date(2018, 4, 9), date(2018, 12, 28)
HALF_TIME = date(2018, 6, 27)
TAKEN = {
    "三": "本市有运营中心的基础",
    "四": "银行愿意合作",
    "七": "网点还没有覆盖所有区县",
    "八": "双创载体多，需求集中",
}
"""Tasks that the three cities take though they need not; the others take none of them."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A measure as the demonstration tells it: milestones as (title, month, day); how many are done, and whether it is in danger."""

    task: str
    title: str
    department: str
    partners: str
    budget_10k_yuan: int
    milestones: tuple[tuple[str, int, int], ...]
    done: int
    risk: str = Risk.NONE
    word: str = ""


SKETCHES = (
    Sketch(
        "一", "围绕主导产业开展专利导航", "综合处", "市科技局、产业园区", 180,
        (("选定两个产业", 5, 11), ("完成检索和分析", 8, 31), ("成果发布会", 11, 16)), 3, word="成果已送园区和重点企业。",
    ),
    Sketch(
        "二", "展会知识产权保护工作站", "保护处", "市商务局、会展中心", 120,
        (("进驻春季展会", 4, 27), ("进驻秋季展会", 10, 19)), 2, word="两届展会共受理投诉，均当场调处。",
    ),
    Sketch(
        "三", "运营中心引入专利组合", "服务处", "高校、运营机构", 260, (("签约入驻", 6, 29), ("完成首批组合", 11, 9)), 2,
        word="首批组合已上架。",
    ),
    Sketch(
        "四", "银企质押融资对接", "服务处", "银行、担保机构", 200, (("第一次对接会", 5, 16), ("第二次对接会", 10, 24)), 2,
        word="两次对接会已举行，签约情况见台账。",
    ),
    Sketch(
        "五", "贯标企业培育", "管理处", "各区县局、认证和辅导机构", 300,
        (("征集企业", 4, 30), ("集中辅导四期", 7, 31), ("组织申请认证", 9, 28), ("年底统计验收", 12, 14)), 4,
        word="新增认证企业已登记，逐张可查。",
    ),
    Sketch(
        "六", "强县工程试点县（区）指导", "管理处", "试点县（区）", 150,
        (("与试点县（区）商定任务", 5, 18), ("上半年指导", 6, 29), ("下半年指导", 11, 30)), 3, word="季报按时，商定事项已跟踪。",
    ),
    Sketch(
        "七", "综合服务平台四类服务上线", "服务处", "服务机构", 420,
        (("贯标辅导和专利代理上线", 6, 15), ("专利信息分析上线", 9, 14), ("专利运营上线", 11, 30)), 1, Risk.SERIOUS,
        "信息分析和运营两类服务的采购推迟，年内难以上线。",
    ),
    Sketch(
        "七", "区县服务网点建设", "服务处", "高校、园区", 90, (("新增网点挂牌", 7, 27), ("网点人员培训", 10, 12)), 1, Risk.SOME,
        "培训因场地改期，尚未举行。",
    ),
    Sketch(
        "八", "创业导师进双创基地", "服务处", "双创基地、众创空间", 60,
        (("聘任导师", 5, 25), ("开展指导活动", 9, 21), ("总结", 12, 21)), 1, word="导师已聘任，指导活动分两批进行。",
    ),
)  # fmt: skip
SIMPLE = Sketch(
    "五",
    "贯标企业培育",
    "知识产权处",
    "各县（市、区）",
    100,
    (("征集企业", 5, 31), ("组织认证", 10, 31)),
    2,
    word="按方案完成。",
)
EXPECTED = {
    "certificates_growth": Expected(9, "按比上年增长 10% 以上安排"),
    "counties": Expected(1, "每市 1 至 2 个"),
    "platform_services": Expected(4, "四类服务全部上线"),
    "outlet_coverage": Expected(0.5, "一半以上的区县有网点"),
    "university_outlets": Expected(4, "比上年多设，高校已有意向"),
    "bases_guided": Expected(1, "一个基地已有需求"),
    "mentors": Expected(1, "创客工作室已提出需求"),
    "vouchers": Expected(3, "按预算测算"),
    "heads_trained": Expected(1, "三年内轮训一遍"),
}
OBLIGATORY = ("certificates_growth", "counties", "heads_trained")
"""What the three cities expect, and of which targets the others say something too; the platform's services are the target that is missed."""


def at(day: date) -> datetime:
    """An hour of a working day."""
    return timezone.make_aware(datetime.combine(day, MORNING))


def adopt_all(offices: Offices) -> int:
    """Every city's plan, from writing to the province's receipt; returns how many were made."""
    missing = [code for code in CITIES if adoption_of(YEAR, code) is None]
    for code in missing:
        adopt(offices, code, is_full=code in CITY_CODES)
    return len(missing)


def adopt(offices: Offices, code: str, *, is_full: bool) -> Adoption:
    """One city's year: written, approved, filed, received, carried out, proved."""
    handler, head, moment = offices.handler(code), offices.head(code), at(WRITTEN)
    made = actions.begin(year=YEAR, region=offices.regions[code], by=handler, at=moment, synthetic=True)
    choices = {ref: Choice(is_full, reason if is_full else "") for ref, reason in TAKEN.items()}
    actions.choose_tasks(adoption=made, choices=choices, by=handler, at=moment)
    wanted = EXPECTED if is_full else {target: EXPECTED[target] for target in OBLIGATORY}
    actions.expect(adoption=made, expectations=wanted, by=handler, at=moment)
    sketches = SKETCHES if is_full else must_only()
    for sketch in sketches:
        plan(made, sketch, handler)
    actions.submit(adoption=made, by=handler, at=at(WRITTEN))
    actions.approve(adoption=made, by=head, at=at(APPROVED))
    actions.file(adoption=made, by=handler, at=at(APPROVED))
    actions.receive(adoption=made, by=offices.province(code), at=at(date(2018, 4, 16)))
    if code != WAITING:
        actions.receive(adoption=made, by=offices.guojia, at=at(date(2018, 4, 23)))
    carry_out(made, sketches, handler)
    prove(made, handler)
    return made


def must_only() -> tuple[Sketch, ...]:
    """One measure for each task that a city must do."""
    obligatory = {sketch.task: sketch for sketch in reversed(SKETCHES) if sketch.task not in TAKEN}
    return (*(sketch for task, sketch in sorted(obligatory.items()) if task != SIMPLE.task), SIMPLE)


def plan(adoption: Adoption, sketch: Sketch, by: User) -> None:
    """A measure with its milestones."""
    days = [date(YEAR, month, day) for _title, month, day in sketch.milestones]
    planned = MeasurePlan(
        sketch.task, sketch.title, f"{sketch.department}负责人", sketch.department, date(YEAR, 4, 2), max(*days, LAST_DAY),
        partners=sketch.partners, budget_fen=sketch.budget_10k_yuan * 1_000_000,
    )  # fmt: skip
    steps = [MilestonePlan(title, day) for (title, _month, _day), day in zip(sketch.milestones, days, strict=True)]
    actions.add_measure(adoption=adoption, plan=planned, milestones=steps, by=by, at=at(WRITTEN))


def carry_out(adoption: Adoption, sketches: tuple[Sketch, ...], by: User) -> None:
    """Tick what was reached on its day, and note how it goes."""
    for sketch, measure in zip(sketches, adoption.measures.order_by("pk"), strict=True):
        steps = list(measure.milestones.order_by("due_on"))
        for step in steps[: sketch.done]:
            actions.finish(milestone=step, by=by, day=step.due_on, at=at(step.due_on))
        budget = sketch.budget_10k_yuan * 1_000_000
        spent = budget * sketch.done // len(steps)
        actions.note(
            measure=measure, text="上半年按计划推进。", by=by, risk=Risk.NONE, spent_fen=min(spent, budget * 2 // 5), day=HALF_TIME,
            at=at(HALF_TIME),
        )  # fmt: skip
        words = sketch.word or "按计划推进。"
        actions.note(
            measure=measure, text=words, by=by, risk=sketch.risk, spent_fen=spent, day=LAST_DAY, at=at(LAST_DAY)
        )


def prove(adoption: Adoption, by: User) -> None:
    """The papers that the assessment picks from."""
    name = adoption.region.short_name
    for caption, kind in (("年度工作方案", EvidenceKind.DOCUMENT), ("年度工作总结和台账", EvidenceKind.RECORD)):
        text = f"{name}2018 年{caption}（演示）。本文件由演示系统生成，内容是虚构的。\n"
        upload = SimpleUploadedFile(f"{name}-{caption}-演示.txt", text.encode(), "text/plain")
        paper = actions.attach(adoption=adoption, upload=upload, caption=caption, kind=kind, by=by, at=at(LAST_DAY))
        for measure in adoption.measures.order_by("pk")[:2]:
            actions.use(evidence=paper, measure=measure, by=by)
