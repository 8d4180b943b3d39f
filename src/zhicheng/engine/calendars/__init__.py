"""Working days of the State Council's calendar.

    days = state_council()
    add_workdays(date(2018, 9, 28), 3, days)      # → 2018-10-08: the holiday of seven days lies between, and two weekends are worked

Years that nobody has published yet count Monday to Friday; ``Calendar.uncertain`` names them, so that a page can say so.
"""

from zhicheng.engine.calendars.known import state_council
from zhicheng.engine.calendars.workdays import Calendar, YearPlan, add_workdays, is_workday, workdays_between

__all__ = ["Calendar", "YearPlan", "add_workdays", "is_workday", "state_council", "workdays_between"]
