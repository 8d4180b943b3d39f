"""How codes of patents are called on pages."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.engine.patents.record import Kind, LegalState

KINDS: Mapping[str, object] = {
    Kind.INVENTION: gettext_lazy("发明"),
    Kind.UTILITY_MODEL: gettext_lazy("实用新型"),
    Kind.DESIGN: gettext_lazy("外观设计"),
    Kind.OTHER: gettext_lazy("其他"),
}
STATES: Mapping[str, object] = {
    LegalState.IN_FORCE: gettext_lazy("授权有效"),
    LegalState.PENDING: gettext_lazy("审查中"),
    LegalState.REJECTED: gettext_lazy("驳回"),
    LegalState.WITHDRAWN: gettext_lazy("撤回"),
    LegalState.LAPSED: gettext_lazy("未缴年费失效"),
    LegalState.EXPIRED: gettext_lazy("期限届满"),
    LegalState.INVALIDATED: gettext_lazy("宣告无效"),
    LegalState.UNKNOWN: gettext_lazy("状态未知"),
}
CHIPS: Mapping[str, str] = {LegalState.IN_FORCE: "ok", LegalState.PENDING: "info", LegalState.UNKNOWN: "line"}
# The eight sections of the International Patent Classification (WIPO), in short.
SECTIONS: Mapping[str, object] = {
    "A": gettext_lazy("人类生活必需"),
    "B": gettext_lazy("作业；运输"),
    "C": gettext_lazy("化学；冶金"),
    "D": gettext_lazy("纺织；造纸"),
    "E": gettext_lazy("固定建筑物"),
    "F": gettext_lazy("机械工程；照明；加热"),
    "G": gettext_lazy("物理"),
    "H": gettext_lazy("电学"),
}
OFFICES: Mapping[str, object] = {
    "CN": gettext_lazy("中国"),
    "US": gettext_lazy("美国"),
    "EP": gettext_lazy("欧洲专利局"),
    "WO": gettext_lazy("国际申请"),
    "JP": gettext_lazy("日本"),
    "KR": gettext_lazy("韩国"),
    "DE": gettext_lazy("德国"),
    "GB": gettext_lazy("英国"),
    "FR": gettext_lazy("法国"),
    "AU": gettext_lazy("澳大利亚"),
    "CA": gettext_lazy("加拿大"),
    "TW": gettext_lazy("中国台湾"),
    "HK": gettext_lazy("中国香港"),
}


def kind(code: str) -> str:
    return str(KINDS.get(code, code))


def state(code: str) -> str:
    return str(STATES.get(code, code))


def chip(code: str) -> str:
    """The kind of chip in which a state stands: rights that ended are muted."""
    return CHIPS.get(code, "mute")


def office(code: str) -> str:
    return str(OFFICES.get(code, code))


def symbol(code: str) -> str:
    """`H01M10/0525` → `H01M 10/0525`; a section with its name."""
    if code in SECTIONS:
        return f"{code} {SECTIONS[code]}"
    return f"{code[:4]} {code[4:]}" if len(code) > 4 else code


def published(stage: str, day: date | None) -> str:
    """公布 2016-09-07, or 公告 where it is a grant; empty without a day."""
    if day is None:
        return ""
    words = _("公告") if stage == "grant" else _("公布")
    return f"{words} {day.isoformat()}"


BASES: Mapping[str, object] = {"secondary": gettext_lazy("转述"), "unverified": gettext_lazy("未核实")}


def basis(code: str) -> str:
    """How sure an amount is; empty where its source is at hand."""
    return str(BASES.get(code, ""))
