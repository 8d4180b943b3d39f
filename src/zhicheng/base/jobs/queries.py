from django.db.models import Q, QuerySet

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.jobs.models import ACTIVE, Job

MOST_ACTIVE_SHOWN = 20


def visible_to(user: User) -> QuerySet[Job]:
    """The jobs of `rules.can_see` as one query, newest first, with who asked for them."""
    jobs = Job.objects.select_related("requested_by")
    if user.role == Role.SYSTEM_ADMIN:
        return jobs
    own = Q(requested_by=user)
    if user.is_officer:
        return jobs.filter(own | Q(region_code__startswith=user.reach))
    return jobs.filter(own)


def active_for(user: User) -> QuerySet[Job]:
    """Running jobs that a user sees, then waiting ones in the order of the queue; the first twenty."""
    return visible_to(user).filter(state__in=ACTIVE).order_by("state", "pk")[:MOST_ACTIVE_SHOWN]
