"""What conditions can ask about an organisation's titles."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.formats import date_zh
from zhicheng.services.cultivation.models import Designation
from zhicheng.services.cultivation.queries import titles
from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Evidence, Fact, FactKind


def holding(parties: Sequence[int] | None, of: str) -> dict[int, date]:
    """Organisation → since when it holds a title of a programme, or of one level of it (`programme:level`)."""
    if parties is not None and len(parties) == 1:
        days = [one.starts_on for one in held_by(parties[0]) if is_of(one, of)]
        return {parties[0]: min(days)} if days else {}
    rows = titles.in_force(timezone.localdate()).filter(party__isnull=False)
    programme, _colon, level = of.partition(":")
    if programme:
        rows = rows.filter(programme=programme)
    if level:
        rows = rows.filter(level=level)
    if parties is not None:
        rows = rows.filter(party__in=parties)
    return dict(rows.order_by("-starts_on").values_list("party", "starts_on"))


def held_by(party_id: int) -> list[Designation]:
    """The titles of one organisation, read once for all facts of a block."""
    rows = titles.in_force(timezone.localdate())
    return asking.once(("titles", party_id), lambda: list(rows.filter(party=party_id)))


def is_of(one: Designation, of: str) -> bool:
    """Whether a title is of a programme, or of one level of it; an empty word takes any."""
    programme, _colon, level = of.partition(":")
    return programme in {"", one.programme} and level in {"", one.level}


def holds(parties: Sequence[int] | None, of: str) -> Mapping[int, Answer]:
    return dict.fromkeys(holding(parties, of), True)


def since(parties: Sequence[int] | None, of: str) -> Mapping[int, Answer]:
    return dict(holding(parties, of))


def say(party_id: int, of: str) -> Evidence:
    """The title that was found, with the page that shows it."""
    held = next((one for one in held_by(party_id) if is_of(one, of)), None)
    if held is None:
        return Evidence(_("称号名录中没有登记"), timezone.localdate())
    facts = {"title": held.title, "day": date_zh(held.starts_on)}
    return Evidence(_("%(title)s，%(day)s起") % facts, timezone.localdate(), held.get_absolute_url())


def programmes_and_levels() -> dict[str, str]:
    """The words that the facts may take: a programme, or one level of it."""
    words: dict[str, str] = {}
    for code, model in titles.programmes().items():
        if model.holder == "organisation":
            words[code] = model.title
            words |= {f"{code}:{level.code}": level.title for level in model.levels}
    return words


asking.register(
    Fact(
        "designations.holds",
        gettext_lazy("持有称号"),
        FactKind.FLAG,
        holds,
        absent=False,
        takes=programmes_and_levels,
        say=say,
        question=gettext_lazy("单位现在持有这个称号吗？"),
    )
)
asking.register(
    Fact(
        "designations.since",
        gettext_lazy("称号开始日期"),
        FactKind.DATE,
        since,
        takes=programmes_and_levels,
        say=say,
    )
)
asking.follow("cultivation.Designation")
