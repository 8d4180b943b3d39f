"""What the applicant's pages share: who asks, which case is theirs, and the way back."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.access import to_sign_in
from zhicheng.base.accounts.models import User
from zhicheng.services.hall import queries
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.queries import own
from zhicheng.services.hall.rules.filing import may_fill_in

Crumbs = list[tuple[str, str | None]]
KEYS = "hall_keys"
"""Where the session keeps the keys of what a citizen without account began in this browser."""
MOST_KEYS = 20


def person_of(request: HttpRequest) -> User | None:
    """Who is signed in, None for a visitor."""
    return request.user if isinstance(request.user, User) else None


def keys_of(request: HttpRequest) -> list[str]:
    """The keys of what a visitor began in this browser."""
    found: list[str] = request.session.get(KEYS, [])
    return found


def remember(request: HttpRequest, application: Application) -> None:
    """Let this browser come back to what a visitor began with it."""
    key = str(application.filing_key)
    if key not in keys_of(request):
        request.session[KEYS] = [*keys_of(request), key][-MOST_KEYS:]


def known_case(request: HttpRequest, pk: int) -> Application | None:
    """The case when the visitor may see it, by account or by the key in this browser; None when there is none such."""
    user = person_of(request)
    seen = queries.case(user, pk) if user else None
    return seen or own.held_by_key(pk, keys_of(request))


def speaker(request: HttpRequest, application: Application) -> User | None:
    """Who acts in a case: the person signed in, None for a case without account that this browser holds the key of."""
    is_without_account = application.party_id is None and application.filed_by_id is None
    return None if is_without_account and str(application.filing_key) in keys_of(request) else person_of(request)


def for_its_applicant(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of one case for its applicant only: `view(request, application, …)`. To all others it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: object) -> HttpResponseBase:
        found = known_case(request, pk)
        if found is None and person_of(request) is None:
            return to_sign_in(request)
        if found is None or not may_fill_in(speaker(request, found), found):
            raise Http404(_("没有这件办件，或者它不是您和您的单位提出的"))
        return view(request, found, **kwargs)

    return guarded


def key_from(request: HttpRequest, name: str = "key") -> UUID:
    """The key with which a page's button acts once; a new one when it is missing or was changed by hand."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid4()


def verify_address(request: HttpRequest, code: str) -> str:
    """The whole address of the page that verifies a letter."""
    return request.build_absolute_uri(reverse("hall:verify", args=[code]))


def path_to(*further: tuple[str, str | None]) -> Crumbs:
    """Home, the hall, and what follows."""
    return [(_("首页"), reverse("home")), (_("办事服务"), reverse("hall:home")), *further]


def path_to_case(application: Application, here: str = "") -> Crumbs:
    """Home, the hall, one's own cases (or the way to follow one without account), the case, and the page."""
    is_without_account = application.party_id is None and application.filed_by_id is None
    mine = (_("查办件进度"), reverse("hall:track")) if is_without_account else (_("我的办件"), reverse("hall:mine"))
    if not here:
        return path_to(mine, (str(application), None))
    return path_to(mine, (str(application), application.get_absolute_url()), (here, None))


def demonstration_words(application: Application) -> str:
    """What the demonstration strip says."""
    return _("本页是演示数据：申请人、办件和文书均为编造。") if application.synthetic else ""
