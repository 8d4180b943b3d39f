"""For people without an account: a case by its number and lookup code, and a letter by its verification code."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.services.hall import queries
from zhicheng.services.hall.actions.filing import with_code
from zhicheng.services.hall.applicant_forms import TrackForm, VerifyForm
from zhicheng.services.hall.letters import office_name, plain_code, spaced
from zhicheng.services.hall.models import Letter
from zhicheng.services.hall.queries import own
from zhicheng.services.hall.views.own import path_to, remember

KEPT_SECONDS = 300
WRONG = gettext_lazy("没有查到。请核对办件编号和查询码；查询码丢失的，请带身份证件到办理窗口查询")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Number and code lead to the case; a wrong number and a wrong code get the same words after the same work."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = queries.tracked(form.cleaned_data["number"], form.cleaned_data["code"])
        if found is not None:
            remember(request, found)
            return redirect(found)
        form.add_error(None, str(WRONG))
    facts = {"form": form, "example": example(), "crumbs": path_to((_("查办件进度"), None))}
    return render(request, "hall/applicant/track.html", facts)


def example() -> dict[str, str] | None:
    """Number and code of a made-up case, in a demonstration; kept for a while, since it is sought among all cases."""
    if not settings.DEMONSTRATION:
        return None
    return cache.get_or_set("hall-track-example", sought, KEPT_SECONDS) or None


def sought() -> dict[str, str]:
    found = own.invented_example()
    return {"number": str(found), "code": with_code(found).lookup_code} if found else {}


@never_cache
@require_safe
def verify_any(request: HttpRequest) -> HttpResponse:
    """Type the code of a letter that cannot be scanned."""
    form = VerifyForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("hall:verify", plain_code(form.cleaned_data["code"]) or "-")
    return render(request, "hall/applicant/verify_any.html", {"form": form, "crumbs": path_to((_("核验文书"), None))})


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the platform says of a letter: its head, and whether it counts. No word of its text."""
    letter = own.letter_by_code(plain_code(code))
    facts = {
        "letter": letter,
        "rows": rows_of(letter) if letter else [],
        "typed": code,
        "crumbs": path_to((_("核验文书"), None)),
        "demonstration": _("本页的文书是演示数据，不具有效力。") if letter and letter.application.synthetic else "",
    }
    return render(request, "hall/applicant/verify.html", facts, status=200 if letter else 404)


def rows_of(letter: Letter) -> list[tuple[str, object]]:
    """What a stranger may compare with the paper in hand."""
    application = letter.application
    return [
        (_("文号"), letter.number),
        (_("文书"), letter.title),
        (_("申请人"), application.applicant_name),
        (_("事项"), application.definition.title),
        (_("制发机关"), office_name(application.office)),
        (_("签发日"), letter.issued_on),
        (_("核验码"), spaced(letter.code)),
    ]
