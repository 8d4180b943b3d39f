"""What is told to a visitor, and to the log, when something fails."""

import logging
import secrets

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

# PostgreSQL error classes: connection, insufficient resources, operator intervention (shutdown, start-up).
UNREACHABLE = frozenset({"08", "53", "57"})
CANCELLED_QUERY = "57014"
RETRY_SECONDS = 30


def database_is_down(error: BaseException | None) -> bool:
    """Whether the database could not be reached, as against a query that it refused."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or (state[:2] in UNREACHABLE and state != CANCELLED_QUERY)


def reference() -> str:
    """A short number by which a visitor's report finds the log entry: `20181018-7F3A2C`."""
    return f"{timezone.localdate():%Y%m%d}-{secrets.token_hex(3).upper()}"


def unavailable(request: HttpRequest) -> HttpResponse:
    """The plain 503 page: it needs no database, session or user."""
    logger.error("database unreachable at %s %s", request.method, request.path)
    response = HttpResponse(
        render_to_string(
            "ui/plain.html",
            {
                "heading": _("系统暂时不能使用"),
                "sentences": [
                    _("数据库没有响应。已经保存的内容不受影响，没有保存的内容请稍后重新提交。"),
                    _("请过半分钟刷新本页。持续超过十分钟，请联系主办单位。"),
                ],
            },
        ),
        status=503,
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """The plain 500 page with a reference number that is in the log as well."""
    number = reference()
    logger.error("failure %s at %s %s", number, request.method, request.path)
    sentences = [
        _("刚才提交的内容可能没有保存。请返回上一页核对，再试一次。"),
        _("仍然不行时，请把下面的编号告诉主办单位，凭编号可以查到出错的位置。"),
    ]
    content = render_to_string(
        "ui/plain.html", {"heading": _("系统出错，这一页没有打开"), "sentences": sentences, "reference": number}
    )
    return HttpResponse(content, status=500)
