"""Who may do what with a title, and when."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.engine.calendars.periods import add_months
from zhicheng.services.cultivation.definition_kinds import OFFICES, Office, ProgrammeDefinition, TitleLevel
from zhicheng.services.cultivation.models import Designation, State

ROLES_OF_OFFICE: Mapping[Office, frozenset[Role]] = {
    "county": frozenset({Role.COUNTY}),
    "city": CITY_OFFICERS,
    "province": frozenset({Role.PROVINCIAL}),
    "nation": frozenset({Role.NATIONAL}),
}
RECORDING = CITY_OFFICERS | {Role.PROVINCIAL, Role.NATIONAL}


def can_follow(user: User) -> Verdict:
    """Officers see the pages on which titles are kept."""
    if user.is_officer:
        return YES
    return no("not_an_officer", _("称号由各级知识产权管理部门登记；公开名录人人可查"))


def is_office(user: User, office: Office) -> Verdict:
    """Whether the person works at that office."""
    if user.role in ROLES_OF_OFFICE[office]:
        return YES
    return no("not_that_office", _("这一级称号由%(office)s办理") % {"office": OFFICES[office]})


def reaches(user: User, region_code: str) -> Verdict:
    if user.is_officer and user.reaches(region_code):
        return YES
    return no("outside_reach", _("持有者所在地不在您的辖区，请由当地管理部门办理"))


def can_designate(user: User, level: TitleLevel, region_code: str) -> Verdict:
    """The office that the programme names grants the level, in its own area."""
    return is_office(user, level.granted_by) & reaches(user, region_code)


def can_record(user: User, region_code: str) -> Verdict:
    """Lists of titles that were granted elsewhere are recorded by the offices of cities and above, in their area."""
    if user.role not in RECORDING:
        return no("not_a_city_office", _("已有名单由市局以上管理部门录入"))
    return reaches(user, region_code)


def can_import(user: User) -> Verdict:
    """Who may upload a list at all; each row asks `can_record`."""
    return can_record(user, user.region_id or "")


def can_change(user: User, designation: Designation) -> Verdict:
    """The office that grants the level also changes it, while it is held."""
    return can_designate(user, designation.level_model, designation.region_id) & is_held(designation)


def is_held(designation: Designation) -> Verdict:
    if designation.is_held:
        return YES
    return no("title_ended", _("这个称号%(state)s，不能再办理变更") % {"state": designation.get_state_display()})


def can_renew(user: User, designation: Designation, today: date) -> Verdict:
    """A title with a term, in force, from some months before its end."""
    return can_change(user, designation) & is_in_force(designation) & renewal_is_open(designation, today)


def is_in_force(designation: Designation) -> Verdict:
    if designation.state == State.IN_FORCE:
        return YES
    return no("suspended", _("称号正在暂停，恢复后才能办理"))


def renewal_is_open(designation: Designation, today: date) -> Verdict:
    if designation.ends_on is None:
        return no("no_term", _("这个称号没有有效期，不需要延续"))
    opens = add_months(designation.ends_on, -designation.model.renewal_opens_months)
    if today < opens:
        return no("too_early", _("有效期到 %(end)s，%(opens)s起可以延续") % {
            "end": date_zh(designation.ends_on), "opens": date_zh(opens),
        })  # fmt: skip
    return YES


def can_review(user: User, designation: Designation) -> Verdict:
    """A title is reviewed while it is held, also while it is suspended."""
    return can_change(user, designation)


def can_suspend(user: User, designation: Designation) -> Verdict:
    return can_change(user, designation) & is_in_force(designation)


def can_resume(user: User, designation: Designation) -> Verdict:
    if designation.state == State.IN_FORCE:
        return can_change(user, designation) & no("runs_already", _("称号没有暂停，不需要恢复"))
    return can_change(user, designation)


def can_withdraw(user: User, designation: Designation) -> Verdict:
    return can_change(user, designation)


def fits(programme: ProgrammeDefinition, *, party_kind: str, region_level: str) -> Verdict:
    """Whether such a holder may hold a title of the programme; `party_kind` is empty for a region."""
    kind = party_kind if programme.holder == "organisation" else "" if party_kind else region_level
    if kind in programme.holder_kinds:
        return YES
    return no("wrong_holder", _("%(programme)s不授予这一类持有者") % {"programme": programme.title})


def days_are_right(*, granted_on: date, starts_on: date, ends_on: date | None, today: date) -> Verdict:
    """The days of a title: nothing granted in the future, no term that ends before it begins."""
    if granted_on > today:
        return no("granted_in_future", _("授予日期不能晚于今天"))
    if ends_on is not None and ends_on < starts_on:
        return no("term_backwards", _("结束日期不能早于开始日期"))
    return YES
