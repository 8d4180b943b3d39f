"""The inbox, and mail that did not go out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires, signed_in
from zhicheng.base.notices import actions, queries
from zhicheng.base.notices.rules import can_see_mail
from zhicheng.base.notices.tables import MailTable
from zhicheng.base.ui.paging import paginate

NOTICES_A_PAGE = 20


@signed_in
@require_safe
def inbox(request: PersonRequest) -> HttpResponse:
    """The person's notices, newest first."""
    page = paginate(queries.inbox(request.user), request.GET.get("page"), NOTICES_A_PAGE)
    return render(request, "notices/list.html", {"page": page, "unread": queries.unread_count(request.user)})


@signed_in
@require_POST
def read(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark as read and go to the page that the notice is about."""
    notice = get_object_or_404(queries.inbox(request.user), pk=pk)
    actions.read(notice=notice, by=request.user)
    return redirect(notice.url or "notices:list")


@signed_in
@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Mark everything as read."""
    count = actions.read_all(by=request.user)
    messages.success(request, _("%(count)s 条消息已标为已读") % {"count": count})
    return redirect("notices:list")


@requires(can_see_mail)
@require_safe
def mail(request: PersonRequest) -> HttpResponse:
    """Mail that did not go out, with the reason."""
    return render(request, "notices/mail.html", {"table": MailTable(queries.undelivered(), request.GET)})


@requires(can_see_mail)
@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: PersonRequest, pk: int) -> HttpResponse:
    """Try one mail again; the list shows how it went."""
    notice = get_object_or_404(queries.undelivered(), pk=pk)
    if request.method == "POST":
        actions.send_again(notice=notice, by=request.user)
        return redirect("notices:mail")
    return render(request, "notices/send_again.html", {"notice": notice})
