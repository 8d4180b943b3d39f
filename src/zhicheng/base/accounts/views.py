"""Signing in and out, the second factor, and one's own account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as pass_second_factor
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from zhicheng.base.accounts import actions, invitations, second_factor, sessions
from zhicheng.base.accounts.access import PersonRequest, is_own, signed_in
from zhicheng.base.accounts.demonstration import demonstration_logins
from zhicheng.base.accounts.forms import (
    WRONG,
    ChangePasswordForm,
    DeviceForm,
    NewPasswordForm,
    SecondFactorForm,
    SignInForm,
)
from zhicheng.base.accounts.models import User
from zhicheng.base.audit.queries import history_of

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@sensitive_post_parameters("password")
@show_or_submit
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. A wrong name and a wrong password get the same words after the same time."""
    if request.user.is_authenticated:
        return redirect(next_page(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            start_session(request, user)
            return redirect(next_page(request))
        form.add_error(None, WRONG)
    context = {
        "form": form,
        "next": asked_next(request),
        "was_idle": request.GET.get("why") == "idle",
        "idle_minutes": settings.IDLE_LOGOUT_MINUTES,
        "logins": demonstration_logins(),
    }
    return render(request, "accounts/sign_in.html", context)


def start_session(request: HttpRequest, user: User) -> None:
    """A new session key, so that one planted before is worthless; then the second factor, where there is one."""
    login(request, user)
    sessions.mark_seen(request.session)
    if second_factor.device_of(user):
        request.session[sessions.SECOND_FACTOR_DUE] = True
    else:
        actions.note_sign_in(account=user, ip_address=request.META.get("REMOTE_ADDR", ""))


def asked_next(request: HttpRequest) -> str:
    """The page to return to, if it is ours; else nothing."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if is_own(asked, request) else ""


def next_page(request: HttpRequest) -> str:
    """Where a person goes after signing in: back to the page they wanted, or to the workbench."""
    return asked_next(request) or resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        actions.note_sign_out(account=request.user)
        logout(request)
        messages.success(request, _("您已退出"))
    return redirect("home")


@never_cache
@signed_in
@show_or_submit
def ask_second_factor(request: PersonRequest) -> HttpResponse:
    """The code of the phone, or a recovery code."""
    device = second_factor.device_of(request.user)
    if device is None or request.user.is_verified():
        request.session.pop(sessions.SECOND_FACTOR_DUE, None)
        return redirect(next_page(request))
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if accept(request, device, form.cleaned_data["code"]):
            return redirect(next_page(request))
        device.refresh_from_db()
        form.add_error("code", wrong_code_words(device))
    return render(request, "accounts/second_factor.html", {"form": form, "next": asked_next(request)})


def accept(request: PersonRequest, device: TOTPDevice, code: str) -> bool:
    """Let the person in if the code is the phone's or an unspent recovery code."""
    user = request.user
    is_recovery = len(code) == second_factor.CODE_LENGTH
    good = (
        actions.use_recovery_code(account=user, code=code)
        if is_recovery
        else verify_token(user, device.persistent_id, code)
    )
    if not good:
        return False
    request.session.cycle_key()
    request.session.pop(sessions.SECOND_FACTOR_DUE, None)
    pass_second_factor(request, device)
    actions.note_sign_in(account=user, ip_address=request.META.get("REMOTE_ADDR", ""))
    return True


def wrong_code_words(device: TOTPDevice) -> str:
    """Why a code was not taken, and when to try again."""
    until = second_factor.locked_until(device)
    if until is None:
        return _("验证码不正确或已经用过，请等下一个验证码")
    return _("验证码不正确。请在 %(at)s 以后再试") % {"at": sessions.clock(until)}


@never_cache
@signed_in
@show_or_submit
def set_up_second_factor(request: PersonRequest) -> HttpResponse:
    """Put the secret into the phone, prove it with a code, and get the recovery codes once."""
    if second_factor.device_of(request.user):
        return redirect("accounts:me" if request.user.is_verified() else "accounts:second-factor")
    device = actions.pending_device(account=request.user)
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = actions.confirm_device(account=request.user, device=device, code=form.cleaned_data["code"])
        if codes is not None:
            request.session.cycle_key()
            pass_second_factor(request, device)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
        device.refresh_from_db()
        form.add_error("code", wrong_code_words(device))
    context = {
        "form": form,
        "enrolment": second_factor.enrolment_of(device),
        "must_have": second_factor.must_have(request.user),
    }
    return render(request, "accounts/second_factor_set_up.html", context)


@never_cache
@signed_in
@require_POST
def renew_recovery_codes(request: PersonRequest) -> HttpResponse:
    """Ten new codes, shown once."""
    codes = actions.renew_recovery_codes(account=request.user)
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


@signed_in
@require_safe
def me(request: PersonRequest) -> HttpResponse:
    """我的账户."""
    context: dict[str, Any] = {
        "has_device": second_factor.device_of(request.user) is not None,
        "codes_left": request.user.recovery_codes.filter(used_at=None).count(),
        "must_have": second_factor.must_have(request.user),
        "history": history_of(request.user),
    }
    return render(request, "accounts/me.html", context)


@never_cache
@signed_in
@sensitive_post_parameters()
@show_or_submit
def change_password(request: PersonRequest) -> HttpResponse:
    """The old password, the new one twice; other sessions of the account end."""
    form = ChangePasswordForm(request.POST or None, account=request.user)
    if request.method == "POST" and form.is_valid():
        account = actions.set_password(account=request.user, password=form.cleaned_data["password"])
        update_session_auth_hash(request, account)
        messages.success(request, _("密码已修改，其他地方的登录已退出"))
        return redirect("accounts:me")
    return render(request, "accounts/password.html", {"form": form, "must_change": request.user.must_change_password})


@never_cache
@sensitive_post_parameters()
@show_or_submit
def join(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """The page behind an invitation link: the person sets the password, then signs in with it."""
    account = invitations.account_of(who, token)
    if account is None:
        return render(request, "accounts/join_void.html", status=410)
    form = NewPasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        actions.set_password(account=account, password=form.cleaned_data["password"])
        messages.success(request, _("密码已设定，请登录"))
        return redirect("accounts:login")
    return render(request, "accounts/join.html", {"form": form, "account": account})
