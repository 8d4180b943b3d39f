"""Who may change what the lake holds."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.patentinfo.models import ACTIVE, Load, LoadState

LOADERS = CITY_OFFICERS | {Role.PROVINCIAL, Role.NATIONAL}


def can_load(user: User) -> Verdict:
    """Bring patents in, and see what was brought in: officers from the city upwards."""
    if user.role not in LOADERS:
        return no("not_a_loader", _("专利数据由市局、省局和国家局载入"))
    return YES


def can_confirm(user: User, load: Load) -> Verdict:
    """Start the load that a person has uploaded himself, once, while no other runs."""
    if load.state != LoadState.DRAFT:
        return no("not_a_draft", _("这次载入已经确认过了，不能再次确认"))
    if load.by_id != user.pk:
        return no("not_own_draft", _("只有上传的人可以确认载入"))
    return can_load(user) & is_free(None)


def is_free(apart_from: Load | None) -> Verdict:
    """Whether no other load waits or runs."""
    others = Load.objects.filter(state__in=ACTIVE).select_related("by")
    if other := (others.exclude(pk=apart_from.pk) if apart_from else others).first():
        facts = {"who": other.by.name if other.by else _("系统"), "source": other.source}
        return no("another_load_runs", _("%(who)s发起的载入“%(source)s”还没有结束，请等它结束后再确认") % facts)
    return YES


def can_mend(user: User, load: Load) -> Verdict:
    """Resume or give up a load that was cut off: who began it, or the national office."""
    if load.state not in ACTIVE or (load.job and load.job.is_active):
        return no("not_cut_off", _("这次载入没有中断"))
    if load.by_id != user.pk and user.role != Role.NATIONAL:
        return no("not_own_load", _("中断的载入由发起人或国家局处理"))
    return can_load(user)


def can_roll_back(user: User, newest: Load | None) -> Verdict:
    """Put an earlier version in force: the national office, or who loaded the newest version; `newest` is that load, if it is known."""
    is_own = newest is not None and newest.by_id == user.pk
    if user.role != Role.NATIONAL and not is_own:
        return no("not_own_version", _("退回版本由国家局办理；最新版次的载入人可以退回自己载入的数据"))
    return can_load(user) & is_free(None)
