"""What the invented applicants write: an answer that fits each field of an item, and a paper for each material or file asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicheng.base.parties.models import Party
from zhicheng.services.hall.definition_kinds import Column, Field, ItemDefinition, Material

WORDS = {
    "products": "主要产品为工业机器人控制器和配套软件，销往国内二十多个省份。",
    "need": "新产品上市前需要检索有关专利，弄清是否有侵权风险。",
    "needs": "入驻团队多数没有专利，希望先讲清楚申请时机和费用。",
    "question": "专利年费逾期两个月，还能补缴吗？滞纳金怎么计算？",
    "facts": "在电商平台发现与我方专利外观相同的产品，已截图保存，希望判断是否侵权。",
    "plan": "三年内专利申请以发明为主，建立专利台账和季度评审，关键产品完成专利布局。",
    "results": "两年来新增发明专利授权 6 件，专利产品收入逐年增长，建立了内部评审和奖励制度。",
    "goals": "发明专利占比逐年提高，主要产品完成海外布局，每年培训研发人员两次。",
    "quality": "建立申请前评估，减少低质量申请，重点产业开展专利导航。",
    "enforcement": "配齐执法人员，每年开展两次专项检查，建立跨区协作。",
    "navigation": "围绕两个主导产业开展专利导航，成果提供给园区企业使用。",
    "services": "设立服务站，每月上门服务企业，组织培训和质押对接。",
    "project": "智能巡检小车，样机已完成，正在准备小批量试产。",
    "control": "服务合同统一文本，价目公开，案件质量每季度抽查并公布结果。",
    "work": "已有专利服务站一处，近两年举办培训十余场，企业申请专利积极。",
    "use": "专利产品已小批量生产，可提供样品和工艺文件。",
    "basis": "已有专职队伍和办公场所，去年服务企业三百余家，具备开展工作的条件。",
    "financing": "2017 年许可收入 60 万元，质押贷款 300 万元。",
    "industry": "智能制造",
    "town": "示例创新小镇",
    "opponent": "某电商经营部（演示）",
    "licence_number": "示例许可 0001 号",
    "manager_name": "方知然",
    "liaison": "许文静",
    "phone": "0000-12345",
    "experts": "专利法律、专利运营",
    "account_bank": "示例银行知识产权专营支行",
    "certificate_number": "示例-2018-0001",
}
AMOUNTS_YUAN = {
    "loan_fen": (2_000_000, 20_000_000), "appraisal_fen": (15_000, 60_000), "insurance_fen": (20_000, 120_000),
    "interest_fen": (60_000, 400_000), "price_fen": (50_000, 800_000),
}  # fmt: skip
"""From what to what an applicant would write, by field; of any other a part of what the field allows."""
CELLS_YUAN = {"patented_fen": 52_000_000, "sales_fen": 86_000_000, "research_fen": 6_800_000}
"""Last year's amount in a column of a table; the year before it was a tenth less."""
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
PAPER += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who fills a form in: the organisation (None for offices and citizens), the day, and the patents and bank to name."""

    party: Party | None
    day: date
    patents: tuple[str, ...]
    bank: Party
    lots: Random


def answers_for(
    model: ItemDefinition, applicant: Applicant, said: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """An answer for each field that is shown: the one that was `said`, or one that fits."""
    given: dict[str, Any] = {}
    for field in model.fields:
        if is_shown(field, given):
            given[field.code] = said[field.code] if field.code in said else ANSWERS[field.kind](field, applicant)
    for condition in model.conditions:
        if condition.answer in given and condition.test == "at_least":
            given[condition.answer] = int(float(str(condition.value))) + applicant.lots.randint(0, 9)
    return {code: answer for code, answer in given.items() if answer is not None}


def is_shown(field: Field, given: Mapping[str, Any]) -> bool:
    """Whether the answers before make the form ask this field."""
    if field.shown_if is None:
        return True
    answer = given.get(field.shown_if.field)
    found = answer if isinstance(answer, list) else [answer]
    words = {str(one).lower() if isinstance(one, bool) else str(one) for one in found}
    return bool(words.intersection(field.shown_if.is_one_of))


def text(field: Field, applicant: Applicant) -> str:
    known = applicant.party
    registered = registered_of(known) if known else {}
    words = registered.get(field.code) or WORDS.get(field.code) or f"{field.label}（演示）"
    return words[: field.longest]


def registered_of(party: Party) -> dict[str, str | None]:
    """What the form would offer, or what names it."""
    return {
        "uscc": party.uscc,
        "address": party.address,
        "account_name": party.name,
        "outlet_name": f"{party.name}信息服务网点",
        "base_name": f"{party.name}众创空间",
    }


def number(field: Field, applicant: Applicant) -> int:
    least = int(field.minimum or 0)
    most = int(field.maximum if field.maximum is not None else least + 60)
    return applicant.lots.randint(least, min(most, least + 60))


def money(field: Field, applicant: Applicant) -> int:
    """In fen, whole hundreds of yuan; the bounds of a field are in yuan."""
    least, most = AMOUNTS_YUAN.get(field.code, (1000, 500_000))
    least, most = max(least, int(field.minimum or 0)), min(most, int(field.maximum or most))
    return applicant.lots.randint(least // 100, most // 100) * 10_000


def day(field: Field, applicant: Applicant) -> str:
    is_later = field.earliest == "today"
    return (applicant.day + timedelta(days=40 if is_later else -60)).isoformat()


def choice(field: Field, applicant: Applicant) -> str:
    return applicant.lots.choice(field.choices).code


def choices(field: Field, applicant: Applicant) -> list[str]:
    count = min(len(field.choices), applicant.lots.randint(1, 2))
    picked = {one.code for one in applicant.lots.sample(field.choices, count)}
    return [one.code for one in field.choices if one.code in picked]


def flag(field: Field, applicant: Applicant) -> bool:
    del field, applicant
    return True


def party(field: Field, applicant: Applicant) -> str:
    del field
    return applicant.bank.uscc or applicant.bank.name


def patents(field: Field, applicant: Applicant) -> list[str]:
    del field
    return list(applicant.patents)


def table(field: Field, applicant: Applicant) -> list[dict[str, Any]]:
    rows = min(field.most_rows, 2)
    return [{column.code: cell(column, row, applicant) for column in field.columns} for row in range(rows)]


def cell(column: Column, row: int, applicant: Applicant) -> Any:
    """One cell of a table."""
    if column.code == "year":
        return applicant.day.year - 1 - row
    known: dict[str, Any] = {
        "number": 10 + row,
        "money": CELLS_YUAN.get(column.code, 300_000) * (10 - row) * 10,
        "date": (applicant.day + timedelta(days=90 * (row + 1))).isoformat(),
    }
    return known.get(column.kind, f"{column.label}{row + 1}（演示）")


def nothing(field: Field, applicant: Applicant) -> None:
    """A file comes as a paper."""
    del field, applicant


ANSWERS: Mapping[str, Callable[[Field, Applicant], Any]] = {
    "text": text, "long_text": text, "number": number, "money": money, "date": day, "choice": choice, "choices": choices, "flag": flag,
    "party": party, "patents": patents, "table": table, "file": nothing,
}  # fmt: skip


def papers_for(model: ItemDefinition, given: Mapping[str, Any]) -> list[tuple[str, SimpleUploadedFile]]:
    """A paper for each material and file that has to be handed in: (code, upload)."""
    asked: tuple[Material | Field, ...] = (*model.materials, *model.files)
    needed = [one for one in asked if one.required and is_asked(one.shown_if, given)]
    return [(one.code, SimpleUploadedFile(f"{one.label}（演示）.pdf", PAPER)) for one in needed]


def is_asked(shown_if: Any, given: Mapping[str, Any]) -> bool:
    if shown_if is None:
        return True
    answer = given.get(shown_if.field)
    found = answer if isinstance(answer, list) else [str(answer).lower() if isinstance(answer, bool) else answer]
    return bool({str(one) for one in found}.intersection(shown_if.is_one_of))
