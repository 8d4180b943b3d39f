"""Who may apply for what, and what an applicant may do with an application."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.engine.places import contains, level_of
from zhicheng.services.hall.definition_kinds import AUDIENCES, ItemDefinition
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application, Channel, State
from zhicheng.services.hall.models.applications import AT_OFFICE
from zhicheng.services.hall.offices import office_of
from zhicheng.services.hall.rules.stages import is_in

OPEN_TO_CHANGE = (State.DRAFT, State.RETURNED)
WITHDRAWABLE = (State.DRAFT, *(state for state in State if state in AT_OFFICE | {State.RETURNED}))
OFFICERS_OF = {"county": {Role.COUNTY, *CITY_OFFICERS}, "city": set(CITY_OFFICERS)}


def can_file(
    user: User | None, definition: Definition, *, party: Party | None = None, region: Region | None = None, on: date
) -> Verdict:
    """Begin an application of an item for an organisation, or for a region; `user` is None for a citizen without account."""
    model = model_of_item(definition)
    place = party.region_id if party else region.code if region else ""
    return (
        is_open(model, on)
        & is_for(model, party=party, region=region)
        & speaks_for(user, model, party=party, region=region)
        & has_office(model, place)
    )


def is_open(model: ItemDefinition, on: date) -> Verdict:
    """Whether an item takes applications on a day."""
    if model.open_from and on < model.open_from:
        return no(
            "not_open_yet", _("“%(item)s”自 %(day)s起受理") % {"item": model.title, "day": date_zh(model.open_from)}
        )
    if model.open_until and on > model.open_until:
        return no(
            "closed", _("“%(item)s”已于 %(day)s停止受理") % {"item": model.title, "day": date_zh(model.open_until)}
        )
    return YES


def is_for(model: ItemDefinition, *, party: Party | None, region: Region | None) -> Verdict:
    """Whether an applicant is of those the item is made for."""
    words = {"item": model.title, "who": "、".join(str(AUDIENCES[each]) for each in model.audience)}
    if model.is_regional:
        fits = region is not None and party is None and level_of(region.code) in levels_of(model, region)
        return YES if fits else no("not_for_you", _("“%(item)s”由%(who)s申请") % words)
    kind = party.kind if party else ""
    kind = "other" if kind == "government" else kind
    if kind in model.audience or "citizen" in model.audience:
        return YES
    return no("not_for_you", _("“%(item)s”面向%(who)s") % words)


def levels_of(model: ItemDefinition, region: Region) -> set[str]:
    """The levels of divisions that may apply; the four municipalities do a city's work."""
    levels: set[str] = set(model.audience)
    is_municipality = region.code[:2] in MUNICIPALITIES and level_of(region.code) == "province"
    return levels | {"province"} if is_municipality and "city" in levels else levels


MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


def speaks_for(user: User | None, model: ItemDefinition, *, party: Party | None, region: Region | None) -> Verdict:
    """Whether a person may apply in that name: an organisation's own people, a region's own officers, anyone for themself."""
    if user is not None and user.is_administrator:
        return no("administrators_apply_for_nothing", _("管理员账户不办理业务"))
    if party is not None:
        if user is not None and user.party_id == party.pk:
            return YES
        return no("not_your_party", _("只能为本单位申请"))
    if model.is_regional and region is not None:
        roles = set().union(*(OFFICERS_OF[each] for each in model.audience))
        if user is not None and user.role in roles and user.reaches(region.code):
            return YES
        return no("not_your_region", _("由申请地区的知识产权管理部门填报"))
    return YES


def has_office(model: ItemDefinition, place: str) -> Verdict:
    """Whether somebody handles the item where the applicant is."""
    if not place:
        return no("place_missing", _("请选择所在地"))
    if model.region and not contains(model.region, place):
        return no("other_area", _("“%(item)s”只受理本辖区内的申请") % {"item": model.title})
    if model.level != "nation" and office_of(model.level, place) is None:
        return no("no_office", _("所在地没有登记到区县，不能确定由哪个区县局办理，请先更正所在地"))
    return YES


def can_file_paper(user: User, definition: Definition, *, place: str) -> Verdict:
    """Enter a paper application: whoever accepts the item for that place."""
    first = model_of_item(definition).steps[0]
    if user.role == first.role and user.reaches(place):
        return has_office(model_of_item(definition), place)
    return no("not_the_office", _("纸质申请由负责受理的机关录入"))


def is_applicant(user: User, application: Application) -> Verdict:
    """The applicant's own people: of the organisation, of the region, or who wrote it themself."""
    if application.party_id is not None:
        is_own = user.party_id == application.party_id
    elif application.model.is_regional:
        is_own = user.is_officer and user.region_id == application.region_id
    else:
        is_own = False
    wrote = application.filed_by_id == user.pk and application.channel != Channel.PAPER
    return YES if is_own or wrote else no("not_yours", _("这件办件不是您或您的单位提出的"))


def can_save(user: User | None, application: Application) -> Verdict:
    """Fill in: a draft, or what was returned for correction. `user` is None for a citizen who holds the draft's key."""
    return may_fill_in(user, application) & is_in(application, *OPEN_TO_CHANGE)


def may_fill_in(user: User | None, application: Application) -> Verdict:
    """The applicant; who enters a paper application; a citizen without account, known by the key or the code that the page asked for."""
    if user is None:
        fits = application.filed_by_id is None and application.party_id is None
        return YES if fits else no("not_yours", _("请登录后办理"))
    if application.channel == Channel.PAPER and application.filed_by_id == user.pk:
        return YES
    return is_applicant(user, application)


def can_submit(
    user: User | None,
    application: Application,
    *,
    faults: Sequence[str] = (),
    unmet: Sequence[str] = (),
    on: date,
    other: Application | None = None,
    is_call_open: bool = True,
) -> Verdict:
    """Hand in a draft: everything filled in rightly, no condition unmet, the item open.

    `faults` are the sentences of what is wrong in the form, `unmet` of the conditions that are not fulfilled;
    `other` is the applicant's case beside which there may be no second.
    """
    allowed = may_fill_in(user, application) & is_in(application, State.DRAFT)
    return allowed & is_ready(faults, unmet) & is_timely(application.model, on, other, is_call_open)


def is_ready(faults: Sequence[str], unmet: Sequence[str]) -> Verdict:
    """Whether nothing is missing."""
    if faults:
        facts = {"count": len(faults), "first": faults[0].rstrip("。")}
        return no("incomplete", _("还有 %(count)d 处需要填写或改正：%(first)s") % facts)
    if unmet:
        return no(
            "conditions_unmet", _("不符合申请条件：%(why)s") % {"why": "；".join(each.rstrip("。") for each in unmet)}
        )
    return YES


def is_timely(model: ItemDefinition, on: date, other: Application | None, is_call_open: bool) -> Verdict:
    """Whether an application may come in now."""
    if model.call and not is_call_open:
        return no("no_call_open", _("“%(item)s”分批受理，目前没有正在受理的批次") % {"item": model.title})
    return leaves_room(model, other) & is_open(model, on)


def leaves_room(model: ItemDefinition, other: Application | None) -> Verdict:
    """Whether a second application may stand beside the one that there is."""
    if other is None:
        return YES
    facts = {"item": model.title, "number": other.number}
    if model.once_a_year:
        return no("once_a_year", _("“%(item)s”每年只能申请一次，今年已经提交过 %(number)s") % facts)
    return no("runs_already", _("“%(item)s”已经在办理，编号 %(number)s，不用再次领取") % facts)


def can_resubmit(user: User | None, application: Application, *, faults: Sequence[str] = ()) -> Verdict:
    """Hand in again what was returned; what the conditions say is the office's to weigh now."""
    return may_fill_in(user, application) & is_in(application, State.RETURNED) & is_ready(faults, ())


def can_withdraw(user: User | None, application: Application) -> Verdict:
    """Give up an application that is not delivered; what was granted is given up with it."""
    return may_fill_in(user, application) & is_in(application, *WITHDRAWABLE)


def can_rate(user: User | None, application: Application, *, is_rated: bool) -> Verdict:
    """Judge the service once, after its end."""
    if is_rated:
        return no("rated_already", _("这件办件已经评价过"))
    allowed = is_applicant(user, application) if user else may_fill_in(None, application)
    return allowed & is_in(application, State.DELIVERED)
