"""Pages of the system and the security administrator: the accounts of others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhicheng.base.accounts import actions, invitations, queries, rules, throttle
from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.forms import GrantForm, OpenAccountForm, PersonForm, WhyForm
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.tables import AccountTable, state_of
from zhicheng.base.accounts.views import show_or_submit
from zhicheng.base.audit.queries import history_of
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Verdict

Crumbs = list[tuple[str, str | None]]


def crumbs(*, found: User | None = None, page: str = "") -> Crumbs:
    """Where the page stands: accounts → account → page."""
    way: Crumbs = [(_("账户"), reverse("accounts:list"))]
    if found:
        way.append((found.name, reverse("accounts:detail", args=[found.pk]) if page else None))
    if page:
        way.append((page, None))
    return way


def account_or_404(pk: int) -> User:
    account = queries.account(pk)
    if account is None:
        raise Http404(_("没有这个账户"))
    return account


@requires(rules.can_list_accounts)
@require_safe
def accounts(request: PersonRequest, as_format: str) -> HttpResponse:
    """All accounts: filter, sort, export."""
    table = AccountTable(queries.accounts(), request.GET, mine=lambda account: account.pk == request.user.pk)
    if as_format != "html":
        return respond(table, as_format, "账户")
    return render(request, "accounts/list.html", {"table": table, "can_open": rules.can_open(request.user)})


@requires(rules.can_list_accounts)
@require_safe
def account(request: PersonRequest, pk: int) -> HttpResponse:
    """One account: who, which powers, and what was done with it."""
    found = account_or_404(pk)
    context = {
        "crumbs": crumbs(found=found),
        "account": found,
        "state": state_of(found),
        "is_locked": throttle.is_locked(found.username),
        "can_correct": rules.can_correct(request.user, found),
        "can_grant": rules.can_grant(request.user, found),
        "can_resume": rules.can_resume(request.user, found),
        "can_hand_over": rules.can_hand_over(request.user, found),
        "history": history_of(found),
    }
    return render(request, "accounts/detail.html", context)


@requires(rules.can_open)
@show_or_submit
def open_account(request: PersonRequest) -> HttpResponse:
    """Open an account, still without role."""
    form = OpenAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = actions.open_account(**form.cleaned_data, by=request.user)
        messages.success(request, _("账户已开通，请安全管理员授权后再通知本人"))
        return redirect("accounts:detail", pk=account.pk)
    return render(request, "accounts/open.html", {"form": form, "crumbs": crumbs(page=_("开通账户"))})


@requires(rules.is_system_admin)
@show_or_submit
def correct_account(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct name, office, mail address."""
    found = account_or_404(pk)
    rules.can_correct(request.user, found).or_refuse()
    before = {"name": found.name, "department": found.department, "email": found.email}
    form = PersonForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        actions.correct_account(account=found, **form.cleaned_data, by=request.user)
        messages.success(request, _("登记信息已更正"))
        return redirect("accounts:detail", pk=pk)
    return render(
        request,
        "accounts/correct.html",
        {"form": form, "account": found, "crumbs": crumbs(found=found, page=_("更正"))},
    )


@requires(rules.is_security_admin)
@show_or_submit
def grant(request: PersonRequest, pk: int) -> HttpResponse:
    """Give role and reach."""
    found = account_or_404(pk)
    rules.can_grant(request.user, found).or_refuse()
    before = {
        "role": found.role,
        "region_code": found.region_id or "",
        "party": found.party.name if found.party else "",
    }
    form = GrantForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid() and grant_or_explain(request, found, form):
        messages.success(request, _("授权已生效"))
        return redirect("accounts:detail", pk=pk)
    return render(
        request, "accounts/grant.html", {"form": form, "account": found, "crumbs": crumbs(found=found, page=_("授权"))}
    )


def grant_or_explain(request: PersonRequest, account: User, form: GrantForm) -> bool:
    """Grant, or say at the form why role and reach do not fit."""
    typed = form.cleaned_data
    party_region_code = typed["party"].region_id if typed["party"] else None
    fits = rules.can_hold(typed["role"], region_code=typed["region_code"], party_region_code=party_region_code)
    if not fits:
        form.add_error("party" if fits.code.startswith("party") else "region_code", fits.because)
        return False
    actions.grant(account=account, **typed, by=request.user)
    return True


@dataclass(frozen=True, slots=True)
class Act:
    """An act of the security administrator that needs nothing but a reason."""

    heading: Any
    effect: Any
    done: Any
    act: Callable[..., object]
    rule: Callable[[User, User], Verdict]


ACTS = {
    "suspend": Act(
        gettext_lazy("停用账户"),
        gettext_lazy("停用后本人不能登录，已登录的立即退出。账户和以往的记录都保留。"),
        gettext_lazy("账户已停用"),
        actions.suspend,
        rules.can_grant,
    ),
    "resume": Act(
        gettext_lazy("恢复账户"),
        gettext_lazy("恢复后本人可以用原来的密码登录，角色和管辖区域不变。"),
        gettext_lazy("账户已恢复"),
        actions.resume,
        rules.can_resume,
    ),
    "unlock": Act(
        gettext_lazy("解除登录限制"),
        gettext_lazy("清除输错密码和验证码的次数，本人可以马上再试。密码不变。"),
        gettext_lazy("登录限制已解除"),
        actions.unlock,
        rules.can_grant,
    ),
    "reset-password": Act(
        gettext_lazy("重置密码"),
        gettext_lazy("原密码立即失效，已登录的退出。本人通过链接设定新密码，链接在账户页领取。"),
        gettext_lazy("密码已重置，请把链接交给本人"),
        actions.reset_password,
        rules.can_grant,
    ),
    "reset-second-factor": Act(
        gettext_lazy("重置第二因素"),
        gettext_lazy("手机遗失时使用。验证器和恢复码立即失效，本人下次登录时重新设置。"),
        gettext_lazy("第二因素已重置"),
        actions.reset_second_factor,
        rules.can_grant,
    ),
}


@requires(rules.is_security_admin)
@show_or_submit
def act(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """Say what the act does, ask for the reason, do it."""
    found, chosen = account_or_404(pk), ACTS[name]
    chosen.rule(request.user, found).or_refuse()
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen.act(account=found, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, chosen.done)
        return redirect("accounts:detail", pk=pk)
    return render(
        request,
        "accounts/act.html",
        {"form": form, "account": found, "act": chosen, "crumbs": crumbs(found=found, page=str(chosen.heading))},
    )


@requires(rules.is_security_admin)
@require_safe
def link(request: PersonRequest, pk: int) -> HttpResponse:
    """The link with which the person sets the password, to be handed over."""
    found = account_or_404(pk)
    rules.can_hand_over(request.user, found).or_refuse()
    url = request.build_absolute_uri(invitations.path_for(found))
    return render(
        request, "accounts/link.html", {"account": found, "url": url, "crumbs": crumbs(found=found, page=_("链接"))}
    )
