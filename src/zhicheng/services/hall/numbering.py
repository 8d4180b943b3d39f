"""Numbers without gap and without double: the series' row is locked until the commit, and a number that is rolled back is given again."""

from zhicheng.services.hall.models import Series

NATIONAL = "000000"
"""Stands for the national office, which has no division code."""
LETTERS = "L"


def next_number(office: str | None, year: int, *, series: str = "") -> str:
    """The next number of an office and year, as `440300-2018-00012`; letters have a series of their own, `440300L-2018-00003`.

    Call it inside the verb's transaction and before the log is written, whose lock everybody needs.
    """
    code = (office or NATIONAL) + series
    Series.objects.get_or_create(code=code, year=year)
    row = Series.objects.select_for_update(no_key=True).get(code=code, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{code}-{year}-{row.last:05d}"
