"""The simulated ranking beside the real one."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.strength.naming import Address, Names
from zhicheng.governance.strength.simulation_findings import SimulatedRow


class SimulationTable(Table):
    """Every city with its simulated and its real place."""

    code = "simulation"
    caption = gettext_lazy("模拟排名")
    note = gettext_lazy("模拟，不是结果，不保存。正的变动是名次前移。")
    default_sort = "rank"
    per_page = 0
    exportable = False  # the page's own row carries the files

    def __init__(
        self,
        rows: Sequence[SimulatedRow],
        query: QueryDict,
        *,
        names: Names,
        address: Address,
        followed: str,
        as_file: bool = False,
    ) -> None:
        own = (Column("code", _("行政区划代码")),) if as_file else ()
        nature = (Column("nature", _("性质"), value=lambda _row: _("模拟，不是结果")),) if as_file else ()
        self.columns = (
            *own,
            Column("rank", _("模拟名次"), numeric=True, sorts_down=False),
            Column(
                "name", names.unit_noun, row_header=True, sort="code", sorts_down=False,
                link=lambda row: address.url("score", row.code),
            ),
            Column("official", _("正式名次"), numeric=True, sorts_down=False),
            Column("change", _("变动"), numeric=True, shows=formats.rank_change),
            Column("score", _("模拟得分"), numeric=True, digits=names.digits, optional=True),
            Column("official_score", _("正式得分"), numeric=True, digits=names.digits, optional=True),
            *nature,
        )  # fmt: skip
        super().__init__(rows, query, mine=lambda row: row.code == followed)
