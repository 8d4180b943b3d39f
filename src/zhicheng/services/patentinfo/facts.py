"""What conditions can ask about an organisation's patents, as far as the lake has them under its confirmed names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import formats
from zhicheng.engine.calendars.periods import add_months
from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Evidence, Fact, FactKind
from zhicheng.services.patentinfo.queries.portfolios import Portfolio, portfolios

MONTHS = 36
CLAIM = ("patentinfo:annuities", gettext_lazy("认领申请人名称"))


def since() -> date:
    """Three years ago."""
    return add_months(timezone.localdate(), -MONTHS)


def known(parties: Sequence[int] | None) -> Mapping[int, Portfolio]:
    """The portfolios, read once for all facts of a block."""
    key = ("portfolios", None if parties is None else tuple(parties))
    return asking.once(key, lambda: portfolios(parties, since()))


def counting(
    count: Callable[[Portfolio], float | None],
) -> Callable[[Sequence[int] | None, str], Mapping[int, Answer]]:
    """A fact that is a number of each portfolio; None = unknown."""

    def read(parties: Sequence[int] | None, of: str) -> dict[int, Answer]:
        del of
        numbers = ((party, count(portfolio)) for party, portfolio in known(parties).items())
        return {party: float(number) for party, number in numbers if number is not None}

    return read


def say(party_id: int, of: str) -> Evidence:
    """What the lake has of one organisation."""
    del of
    portfolio = known([party_id]).get(party_id)
    if portfolio is None:
        return Evidence(_("还没有确认过申请人名称，不知道哪些专利属于本单位"), None, reverse("patentinfo:annuities"))
    facts = {
        "in_force": formats.number(portfolio.in_force),
        "inventions": formats.number(portfolio.inventions_in_force),
        "filed": formats.number(portfolio.filed),
        "since": formats.date_iso(since()),
    }
    words = _("有效专利 %(in_force)s 件，其中发明 %(inventions)s 件；%(since)s 以来申请 %(filed)s 件") % facts
    return Evidence(words, timezone.localdate(), reverse("patentinfo:annuities"))


asking.register(
    Fact(
        "patents.in_force",
        gettext_lazy("有效专利"),
        FactKind.NUMBER,
        counting(lambda portfolio: portfolio.in_force),
        unit=gettext_lazy("件"),
        say=say,
        question=gettext_lazy("有多少件有效专利？"),
        mend=CLAIM,
    )
)
asking.register(
    Fact(
        "patents.inventions_in_force",
        gettext_lazy("有效发明专利"),
        FactKind.NUMBER,
        counting(lambda portfolio: portfolio.inventions_in_force),
        unit=gettext_lazy("件"),
        say=say,
        question=gettext_lazy("有多少件有效发明专利？"),
        mend=CLAIM,
    )
)
asking.register(
    Fact(
        "patents.applied_3y",
        gettext_lazy("近三年专利申请"),
        FactKind.NUMBER,
        counting(lambda portfolio: portfolio.filed),
        unit=gettext_lazy("件"),
        say=say,
        question=gettext_lazy("近三年申请了多少件专利？"),
        mend=CLAIM,
    )
)
asking.register(
    Fact(
        "patents.invention_share_3y",
        gettext_lazy("近三年申请中发明的比重"),
        FactKind.NUMBER,
        counting(lambda portfolio: portfolio.invention_share),
        say=say,
        mend=CLAIM,
    )
)
asking.follow("patentinfo.ApplicantName")
