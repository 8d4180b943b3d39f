"""A new year's plan begun with the text of an old one."""

import re

from django.utils.translation import gettext as _


def copied(text: str, year: int, new_year: int) -> str:
    """The text with the new year in `year` and in the title's name of the year; the head says what has to be looked at."""
    head = _("# 由 %(year)d 年计划复制。请核对印发日期、各项内容、依据和来源，再发布。") % {"year": year}
    text = re.sub(rf"^year\s*=\s*{year}\b", f"year = {new_year}", text, count=1, flags=re.MULTILINE)
    text = re.sub(
        r"^title\s*=.*$", lambda line: line[0].replace(str(year), str(new_year)), text, count=1, flags=re.MULTILINE
    )
    return f"{head}\n{text}"
