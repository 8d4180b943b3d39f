"""Decision letters: numbered in a series of their own, with the code by which a stranger verifies them."""

import re
import secrets
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.ui.formats import date_zh, yuan
from zhicheng.services.hall import clock
from zhicheng.services.hall.definition_kinds import Field
from zhicheng.services.hall.models import Application, Decision, Letter
from zhicheng.services.hall.numbering import LETTERS, next_number

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without characters that are taken for another one."""
CODE_LENGTH = 16
PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z0-9_]+)?)\}")


def issue_letter(case: Application, by: User) -> Letter | None:
    """The letter of a decided case, None when its item has none. Refusals of acceptance always have one."""
    wording = case.model.letter
    if wording is None and case.decision != Decision.NOT_ACCEPTED:
        return None
    number = next_number(case.office_id, clock.today().year, series=LETTERS)
    return Letter.objects.create(
        application=case, number=number, code=new_code(), title=title_of(case), text=filled(text_of(case), case, number),
        issued_on=clock.today(), issued_by=by,
    )  # fmt: skip


def new_code() -> str:
    """Sixteen characters, 79 bits: nobody guesses one."""
    return "".join(secrets.choice(ALPHABET) for _each in range(CODE_LENGTH))


def title_of(case: Application) -> str:
    if case.model.letter is None or case.decision == Decision.NOT_ACCEPTED:
        return _("不予受理通知书")
    return case.model.letter.title


def text_of(case: Application) -> str:
    """The wording that fits the decision."""
    wording = case.model.letter
    if wording is None or case.decision == Decision.NOT_ACCEPTED:
        return _("您提交的“{item}”申请（办件编号 {case}）不符合受理条件，不予受理。理由：{reason}。")
    return wording.approved if case.decision == Decision.APPROVED else wording.refused


def filled(text: str, case: Application, number: str) -> str:
    """The wording with the case's facts in the places of `{…}`; an unknown place stays empty."""
    facts = {
        "applicant": case.applicant_name,
        "item": case.model.title,
        "number": number,
        "case": case.number or "",
        "day": date_zh(clock.today()),
        "office": office_name(case),
        "reason": case.reason.rstrip("。"),
    }
    facts |= {f"field.{field.code}": in_words(field, case.answers.get(field.code)) for field in case.model.fields}
    return PLACEHOLDER.sub(lambda found: facts.get(found[1], ""), text)


def office_name(case: Application) -> str:
    """What the office is called in a letter."""
    return _("%(place)s知识产权局") % {"place": case.office.name} if case.office else _("国家知识产权局")


def in_words(field: Field, answer: Any) -> str:
    """An answer as a letter writes it."""
    labels = {choice.code: choice.label for choice in field.choices}
    if answer is None or answer == "":
        return ""
    if field.kind == "money":
        return yuan(int(answer))
    if isinstance(answer, bool):
        return _("是") if answer else _("否")
    if isinstance(answer, list):
        return "、".join(labels.get(str(each), str(each)) for each in answer if not isinstance(each, dict))
    if isinstance(answer, dict):
        return str(answer.get("name", ""))
    return labels.get(str(answer), str(answer)) + (field.unit if field.kind == "number" else "")
