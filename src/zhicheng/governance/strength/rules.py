from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.governance.strength import models


def can_ask_for_evaluation(user: User) -> Verdict:
    """The evaluation covers the whole country: the national office asks for it. A change of figures needs nobody to ask."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("全国的专利实力评价由国家局发起计算"))
    return YES


def can_be_evaluated(definition: Definition) -> Verdict:
    """Only the version in force of a scheme is computed."""
    if definition.kind != "strength":
        return no("not_a_scheme", _("%(title)s不是专利实力方案") % {"title": definition.title})
    if definition.state != State.CURRENT:
        return no("not_in_force", _("%(title)s的这一版不是现行版，只能计算现行版") % {"title": definition.title})
    return YES


def can_be_made_official(user: User, evaluation: models.Evaluation) -> Verdict:
    """A draft run becomes the year's official one, once, by the national office."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("全国的专利实力评价由国家局发布"))
    if evaluation.state != models.State.DRAFT:
        return no("published_already", _("这一次计算已经发布过，不能再次发布"))
    return YES
