"""What the pages of patents share."""

from django.urls import reverse
from django.utils.translation import gettext as _


def path_to(*steps: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The crumbs of a page below the search."""
    return [(_("首页"), reverse("home")), (_("专利检索"), reverse("patentinfo:search")), *steps]


def demonstration_words() -> str:
    """The strip over pages that show synthetic patents."""
    return _("本页含演示专利：号码、名称和当事人均为编造，不对应任何真实专利，不计入正式统计。")
