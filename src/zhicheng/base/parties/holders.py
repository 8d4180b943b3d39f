"""Which registered organisation a row of an imported list is about."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import RowRefused
from zhicheng.base.parties import queries
from zhicheng.base.parties.models import Party
from zhicheng.engine.numbers import uscc

CODE, NAME = "统一社会信用代码", "单位名称"


class Holders:
    """The organisations that the rows of a list name, fetched at once: by code, else by a name that only one in the user's reach has."""

    def __init__(self, by: User, records: Sequence[Mapping[str, str]], *, name_column: str = NAME) -> None:
        self.by, self.name_column = by, name_column
        codes = {uscc.compact(record[CODE]) for record in records if record[CODE]}
        self.by_code = queries.by_uscc(codes)
        self.by_name: dict[str, list[Party]] = {}
        names = {record[name_column] for record in records}
        for party in queries.visible_to(by).filter(name__in=names):
            self.by_name.setdefault(party.name, []).append(party)

    def of(self, record: Mapping[str, str]) -> Party:
        """The organisation of a row; raises `RowRefused` when it is not registered, not in reach, or named by several."""
        if code := uscc.compact(record[CODE]):
            return self._of_code(code, record[CODE])
        name = record[self.name_column]
        found = self.by_name.get(name, [])
        if not found:
            raise RowRefused(self.name_column, _("辖区内没有登记这家单位，请先在主体名录中登记"), name)
        if len(found) > 1:
            raise RowRefused(self.name_column, _("辖区内有 %d 家同名单位，请填写统一社会信用代码") % len(found), name)
        return found[0]

    def _of_code(self, code: str, shown: str) -> Party:
        party = self.by_code.get(code)
        if party is None:
            raise RowRefused(CODE, _("没有登记这个代码，请检查是否有误，或先在主体名录中登记"), shown)
        if not self.by.reaches(party.region_id):
            raise RowRefused(CODE, _("这家单位在别的辖区登记，请由当地导入"), shown)
        return party
