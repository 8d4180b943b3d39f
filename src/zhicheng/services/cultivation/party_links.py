"""Where an organisation's page leads in this part: its titles and its score sheet."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.links import Link, register
from zhicheng.base.parties.models import Kind, Party


def titles(party: Party) -> str:
    return f"{reverse('cultivation:list')}?{urlencode({'q': party.name})}"


def score_sheet(party: Party) -> str:
    return reverse("cultivation:score", args=[party.pk])


def has_score_sheet(user: User, party: Party) -> bool:
    """The sheet is of enterprises."""
    del user
    return party.kind == Kind.ENTERPRISE


register(Link(_("称号名录"), titles))
register(Link(_("优势企业评价表"), score_sheet, has_score_sheet))
