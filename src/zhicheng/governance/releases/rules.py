"""Who may make a release, and when."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.governance.releases.models import Release


def is_national(user: User) -> Verdict:
    """Releases are made by the national office."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("公开发布由国家局制作"))
    return YES


def has_results(year: int, *, has_results: bool) -> Verdict:
    """There must be something published to freeze."""
    if not has_results:
        facts = {"year": year}
        return no("nothing_published", _("%(year)d 年还没有正式发布的评价或考核结果，没有可以发布的内容") % facts)
    return YES


def can_correct(year: int, *, corrects: Release | None, newest: Release | None, why: str) -> Verdict:
    """A year has one line of releases: the first corrects nothing, each further one corrects the newest, with the reason."""
    if newest is None:
        if corrects is None and not why:
            return YES
        return no("nothing_to_correct", _("%(year)d 年还没有发布，没有可以更正的") % {"year": year})
    facts = {"number": newest.number}
    if corrects is None:
        return no("released_already", _("这一年已有发布 %(number)s；内容有变化的，作为它的更正重新发布") % facts)
    if corrects.pk != newest.pk:
        return no("not_the_newest", _("只能更正这一年最新的发布 %(number)s") % facts)
    if not why.strip():
        return no("no_reason", _("更正须写明原因"))
    return YES


def is_another_person(user: User, *, publishers: Collection[int], has_colleague: bool) -> Verdict:
    """Four eyes: who published a result does not sign the release of it, as long as the national office has another officer."""
    if has_colleague and user.pk in publishers:
        return no("published_by_you", _("其中有您发布的结果，须由国家局的另一位工作人员制作发布"))
    return YES
