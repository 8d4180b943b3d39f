from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.kinds import DefinitionModel, Kind
from zhicheng.base.verdicts import YES, Verdict, no

PUBLISHERS = frozenset({Role.NATIONAL})


def can_publish(user: User) -> Verdict:
    """Definitions bind everyone: the national office puts them in force."""
    if user.role not in PUBLISHERS:
        return no("not_a_publisher", _("定义由国家局发布"))
    return YES


def can_put_in_force(user: User, kind: Kind, model: DefinitionModel, replaced: DefinitionModel | None) -> Verdict:
    """Publish a text of a kind in the place of `replaced`: the national office, and whoever the kind itself lets."""
    if kind.may_publish is None or can_publish(user):
        return can_publish(user)
    return kind.may_publish(user, model, replaced)
