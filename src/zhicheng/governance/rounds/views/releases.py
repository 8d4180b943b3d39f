"""What was published, for everyone to take away and compute again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.governance.rounds import queries


@require_safe
def release(_request: HttpRequest, scheme: str, year: int, run: int) -> HttpResponse:
    """The release of an official run as a ZIP."""
    found = queries.release_of(scheme, year, run)
    if found is None:
        raise Http404(_("没有这个发布包"))
    response = HttpResponse(bytes(found.content), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
