"""What other parts of the platform know of an organisation: each announces its page, and the organisation's page leads there.

register(Link(_("称号"), lambda party: f"{reverse('cultivation:list')}?q={party.name}"))
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party


@dataclass(frozen=True, slots=True)
class Link:
    """`label` says what is found there, `address` gives the page of one organisation, `may` who is led there (everybody who sees it)."""

    label: Any
    address: Callable[[Party], str]
    may: Callable[[User, Party], bool] = lambda _user, _party: True


_registered: list[Link] = []


def register(link: Link) -> None:
    """Announce a page; once a label."""
    if any(each.label == link.label for each in _registered):
        raise ValueError(f"a link {link.label!r} is registered twice")
    _registered.append(link)


def links_of(user: User, party: Party) -> Iterator[tuple[str, str]]:
    """(label, address) of what a person finds elsewhere of an organisation."""
    return ((str(each.label), each.address(party)) for each in _registered if each.may(user, party))
