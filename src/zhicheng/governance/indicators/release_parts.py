"""The figures of a year, as a release takes them."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhicheng.base.records import registry
from zhicheng.base.ui import formats
from zhicheng.base.ui.columns import Text
from zhicheng.governance.indicators import freezing, refiguring, release_walk, words
from zhicheng.governance.indicators.actions import follow_records
from zhicheng.governance.indicators.models import Figure
from zhicheng.governance.releases.parts import Files, Part, Standing, Writer, register

PLACE = {"region": _("区划代码（GB/T 2260）"), "year": _("年份")}
FIGURE = {
    "indicator": _("指标代码，定义在 definitions/indicator/"),
    "region": _("区划代码（GB/T 2260）"),
    "period": _("年份"),
    "value": _("数值，单位见指标的定义；百分比写作小数"),
    "records": _("数出这个数值的记录条数；不是从记录数出的为空"),
    "state": _("final 已定，provisional 暂定"),
}

STATES = {"final": _("已定"), "provisional": _("暂定")}


def standings() -> dict[int, Standing]:
    """The years that have figures. One query."""
    pivot = reverse("indicators:pivot")
    counts = Figure.objects.order_by().values_list("period").annotate(figures=Count("pk"))
    return {
        year: Standing(True, gettext("%(count)s 个数值") % {"count": formats.number(count)}, f"{pivot}?to={year}")
        for year, count in counts
    }


def names(release: Files) -> dict[str, Text]:
    """Divisions, record sets, data tables and states by what they are called."""
    places = release_walk.names_in(release[refiguring.FOLDER + refiguring.REGIONS])
    layouts = {code: one.title for code, one in refiguring.layouts_in(release).items()}
    sets = {one.code: one.label for one in registry.offered()}
    return {code: name for code, (name, _level) in places.items()} | layouts | sets | STATES


def writer(release: Files) -> Writer:
    """A figure with the unit of its indicator, which stands first in the key of its row."""
    models = refiguring.models_in(release)

    def write(row: str, column: str, value: str) -> str | None:
        model = models.get(row.split(maxsplit=1)[0]) if column == "value" and row else None
        return words.with_unit(float(value), model) if model else None

    return write


register(
    Part(
        code="figures",
        label=_("指标数据"),
        names=names,
        standings=standings,
        begins="indicators:import",
        writer=writer,
        frozen=freezing.frozen,
        again=refiguring.again,
        prepare=follow_records,
        accompanies=True,
        reads=freezing.read,
        columns={
            refiguring.REGIONS: {
                "code": PLACE["region"],
                "name": _("名称"),
                "level": _("province 省级，city 地级，county 县级"),
            },
            refiguring.DATASETS: {
                "dataset": _("数据表，格式在 definitions/layout/"),
                "version": _("版次"),
                "rows": _("行数"),
                "values": _("数值个数"),
                "sha256": _("导入文件的摘要"),
            },
            refiguring.BASE: FIGURE,
            refiguring.COUNTED: FIGURE,
            refiguring.FORMULAS: FIGURE,
            refiguring.COUNTS: {
                "indicator": FIGURE["indicator"],
                "region": _("记录所在的区划本身，不含下级"),
                "year": PLACE["year"],
                "unit": _("去重计数时区分对象的号码：首次出现的区划代码加六位序号，与对象本身无关；不去重的为 -1"),
                "records": _("记录条数"),
                "total": _("求和的合计；不求和的为空"),
            },
            refiguring.REGISTERS: {"indicator": FIGURE["indicator"], "last_year": _("这类记录最晚到哪一年")},
            refiguring.RECORD_SETS: {
                "record_set": _("记录的种类"),
                "region": _("记录所在的区划本身，不含下级"),
                "year": PLACE["year"],
                "records": _("记录条数"),
                "sha256": _("记录编号从小到大、每行一个的摘要；没有编号的为空"),
            },
        },
        walk=release_walk.walk,
    )
)
