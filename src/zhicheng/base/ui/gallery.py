"""The page of all components with sample texts, invented and said to be so: for those who build pages."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from zhicheng.base.ui import formats, marks
from zhicheng.base.ui.charts import Chart, Row
from zhicheng.base.ui.forms import Form
from zhicheng.base.ui.tables import Column, Filter, Table

CITIES = (
    ("440300", "深圳市", "东部", 88.2, 1, 1, 4, 2891, 0),
    ("110000", "北京市", "东部", 86.0, 2, 1, 4, 1449, 0),
    ("310000", "上海市", "东部", 83.7, 3, 1, 5, 1016, 2),
    ("420100", "武汉市", "中部", 38.1, 10, 9, 16, 144, -2),
    ("340100", "合肥市", "中部", 23.7, 25, 20, 31, 118, 3),
    ("510100", "成都市", "西部", 45.6, 8, 7, 9, 268, None),
    ("620100", "兰州市", "西部", None, None, None, None, 3, None),
)
FIELDS = ("code", "city", "group", "score", "rank", "low", "high", "applications", "change")
CASES = [
    {
        "number": "HF2018-04127",
        "item": "贯标认证补助",
        "party": "合肥禾声智能语音有限公司",
        "step": ("bad", "材料核验"),
        "days_left": -1,
    },
    {
        "number": "HF2018-04171",
        "item": "维权援助",
        "party": "合肥瑞禾种业有限公司",
        "step": ("warn", "指派专家"),
        "days_left": 1,
    },
    {
        "number": "HF2018-04143",
        "item": "优势企业培育入库",
        "party": "安徽徽朗汽车电子有限公司",
        "step": ("", "专家评审"),
        "days_left": 6,
    },
]
GROUPS = (("东部", "东部"), ("中部", "中部"), ("西部", "西部"))
OURS = "340100"
Rows = list[dict[str, Any]]


def _interval(row: dict[str, Any]) -> str:
    return formats.interval(row["low"], row["high"]) if row["low"] else formats.MISSING


def _state(row: dict[str, Any]) -> tuple[str, str]:
    return ("ok", "已入评") if row["score"] else ("", "未入评")


class SampleTable(Table):
    """A ranking with an interval, a change and a city of one's own."""

    code = "cities"
    caption = "名次与名次区间"
    note = "圆点是名次，横线是区间；朱砂色一行是关注的城市。数字均为编造。"
    columns = (
        Column("rank", "名次", numeric=True, sorts_down=False),
        Column("city", "城市", row_header=True, link=lambda _row: "#tables"),
        Column("score", "得分", numeric=True, digits=1),
        Column("interval", "名次区间", sortable=False, optional=True, template="ui/gallery_whisker.html"),
        Column("low", "区间", numeric=True, sortable=False, value=_interval),
        Column("applications", "申请", numeric=True, unit="件", optional=True),
        Column("change", "比上年", numeric=True, optional=True, shows=marks.rank_change),
        Column("state", "状态", sortable=False, chip=_state),
    )
    filters = (Filter("group", "比较范围", GROUPS, all_label="全部城市"),)
    search_fields = ("city",)
    search_label = "城市"
    default_sort = "rank"
    per_page = 5


class SampleCases(Table):
    """A list of work that turns into cards on a phone."""

    caption = "待办"
    note = "在手机上每行变成一张卡片。"
    columns = (
        Column("number", "编号", row_header=True, link=lambda _row: "#tables"),
        Column("item", "事项"),
        Column("party", "申请人"),
        Column("step", "环节", sortable=False, chip=lambda row: row["step"]),
        Column("days_left", "还剩", numeric=True, unit="工作日"),
    )
    default_sort = "days_left"
    prefix = "cases-"
    cards = True
    exportable = False


class SampleForm(Form):
    """One field of each kind; the sample is sent with faults."""

    certificate = forms.CharField(label="证书编号", help_text="见证书右上角，例如 165IP180011R0M")
    issued = forms.DateField(label="首次颁发日期", help_text="例如 2018-10-16")
    body = forms.ChoiceField(
        label="认证机构", choices=[("", "请选择"), ("a", "江淮知标认证有限公司（编造）")], required=False
    )
    fee = forms.DecimalField(label="认证费用", help_text="按发票含税金额填写")
    coach = forms.ChoiceField(
        label="由谁辅导", widget=forms.RadioSelect, choices=[("agency", "平台登记的服务机构"), ("self", "企业自行贯标")]
    )
    invoice = forms.FileField(label="认证费用发票", help_text="PDF 或图片，不超过 10 MB", required=False)
    notes = forms.CharField(label="补充说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label="以上内容与证书一致")


def samples(query: QueryDict) -> dict[str, Any]:
    """The context of the gallery page; `query` drives the sample table."""
    rows = _rows()
    return {
        "demonstration": "本页的文字与数字均为编造，用来展示界面组件。",
        "crumbs": [("首页", "/"), ("界面组件", None)],
        "table": SampleTable(rows, query, mine=lambda row: row["code"] == OURS),
        "cases": SampleCases(CASES, query),
        "charts": _charts(rows),
        "sample_form": _sent_form(),
        **_lists(),
    }


def _rows() -> Rows:
    return [dict(zip(FIELDS, city, strict=True)) for city in CITIES]


def _sent_form() -> SampleForm:
    sent = {"sample-certificate": "165IP18001R0M", "sample-issued": "2018-13-16", "sample-coach": "agency"}
    return SampleForm(sent, prefix="sample")


def _charts(rows: Rows) -> list[Chart]:
    return [_ranking(rows), _bars(rows), _trend(), _radar(), _quadrant(rows), _map(rows)]


def _ranking(rows: Rows) -> Chart:
    ranked = sorted((row for row in rows if row["rank"]), key=lambda row: row["rank"])
    return Chart(
        "ranking",
        "前三市的名次区间互相重叠，先后难分",
        "左为得分，右为名次与区间",
        [("name", "城市"), ("score", "得分"), ("rank", "名次"), ("low", "区间下限"), ("high", "区间上限")],
        [
            Row([row["city"], row["score"], row["rank"], row["low"], row["high"]], mine=row["code"] == OURS)
            for row in ranked
        ],
        {"ranks": 43, "digits": 1},
        source="编造的数字",
    )


def _bars(rows: Rows) -> Chart:
    return Chart(
        "bars",
        "深圳的申请是上海的近三倍",
        "申请件数",
        [("name", "城市"), ("value", "申请（件）")],
        [Row([row["city"], row["applications"]], mine=row["code"] == OURS) for row in rows],
        {"unit": "件"},
        source="编造的数字",
    )


def _trend() -> Chart:
    years = {2006: (15, 1, 6), 2007: (22, 1, 5), 2008: (21, 1, None), 2009: (28, 2, 9), 2010: (25, 1, 7)}
    names = ("合肥", "深圳", "苏州")
    return Chart(
        "trend",
        "合肥五年间在第 15 至 28 名之间",
        "各年名次，越高越好；2008 年苏州无数据",
        [("x", "年份"), *((f"s{index}", name) for index, name in enumerate(names))],
        [[str(year), *ranks] for year, ranks in years.items()],
        {
            "rank": True,
            "series": [{"key": f"s{index}", "name": name, "me": index == 0} for index, name in enumerate(names)],
        },
        source="编造的数字",
    )


def _radar() -> Chart:
    names = ("合肥", "武汉", "成都", "西安", "中位城市")
    axes = {
        "规模": (20, 34, 41, 28, 20),
        "被引": (28, 42, 50, 40, 30),
        "高被引": (25, 41, 48, 40, 25),
        "领域": (22, 44, 53, 34, 22),
        "同族": (25, 30, 37, 59, 38),
    }
    return Chart(
        "radar",
        "领域与高被引落后成都最多",
        "换算分，外圈为 60 分",
        [("axis", "分项"), *((f"s{index}", name) for index, name in enumerate(names))],
        [[axis, *scores] for axis, scores in axes.items()],
        {
            "max": 60,
            "series": [{"key": f"s{index}", "name": name, "me": index == 0} for index, name in enumerate(names)],
        },
        source="编造的数字",
    )


def _quadrant(rows: Rows) -> Chart:
    limits = {"cx": 50, "cy": 50, "xmin": 0, "xmax": 100, "ymin": 0, "ymax": 100}
    words = {
        "xname": "工作得分",
        "yname": "实力得分",
        "corners": ["都靠前", "实力靠前，工作偏后", "都偏后", "工作靠前，实力偏后"],
    }
    scored = [row for row in rows if row["score"]]
    return Chart(
        "quadrant",
        "合肥、武汉工作靠前而实力偏后",
        "工作得分看当年做了什么，实力得分看结果如何，两者不合并",
        [("name", "城市"), ("x", "工作得分"), ("y", "实力得分"), ("size", "申请（件）")],
        [
            Row([row["city"], 45 + 7 * place, row["score"], row["applications"]], mine=row["code"] == OURS)
            for place, row in enumerate(scored)
        ],
        {**limits, **words},
        source="编造的数字",
    )


def _map(rows: Rows) -> Chart:
    return Chart(
        "map",
        "申请集中在东部沿海",
        "各城市申请件数",
        [("code", "区划代码"), ("name", "城市"), ("value", "申请（件）")],
        [Row([row["code"], row["city"], row["applications"]], mine=row["code"] == OURS) for row in rows],
        {
            "map": "cn-city",
            "url": "/maps/cn-city.json",
            "country": True,
            "classes": [1, 5, 20, 100, 1000],
            "unit": "件",
        },
        source="编造的数字",
        size="lg",
    )


def _lists() -> dict[str, list[Any]]:
    return {
        "parts": [
            {"kind": "value", "label": "2018 年新增", "value": "118", "note": "张证书", "url": "#tables"},
            {"kind": "operator", "value": "÷"},
            {"kind": "value", "label": "2017 年新增", "value": "104", "note": "张证书", "url": "#tables"},
            {"kind": "operator", "value": "−"},
            {"kind": "value", "label": "基数", "value": "1"},
            {"kind": "operator", "value": "="},
            {"kind": "result", "label": "增长率", "value": "13.5%", "note": "未取整 13.4615%"},
        ],
        "tasks": [
            {"label": "企业信息", "url": "#", "hint": "已从登记信息带入", "state": "已完成", "kind": "done"},
            {"label": "认证信息", "hint": "有 3 处需要更正", "state": "待更正", "kind": "bad", "current": True},
            {"label": "材料", "url": "#", "state": "未开始"},
            {"label": "核对并提交", "hint": "完成前三步后可填", "state": "暂不能开始", "kind": "line"},
        ],
        "answers": [
            {"label": "证书编号", "value": "165IP180011R0M", "url": "#forms"},
            {"label": "首次颁发日期", "value": "2018-10-16", "url": "#forms"},
            {"label": "补充说明", "value": None, "url": "#forms"},
        ],
        "events": [
            {"date": date(2018, 10, 18), "event": "材料核验", "note": "业务处室，还剩 5 个工作日", "state": "now"},
            {"date": date(2018, 10, 17), "event": "受理", "state": "done"},
            {"date": date(2018, 10, 16), "event": "提交申请", "note": "编号 HF2018-04127", "state": "done"},
        ],
        "conditions": [
            {"kind": "ok", "text": "登记地在合肥市", "note": "登记信息，2018-10-17 核对", "state": "符合"},
            {
                "kind": "near",
                "text": "企业信息在三个月内确认过",
                "note": "上次确认为 2018-05-30",
                "state": "现在确认",
                "url": "#",
            },
            {"kind": "no", "text": "有效发明专利不少于 5 件", "note": "现有 4 件，另有 2 件在审", "state": "不符合"},
        ],
        "facts": [
            ("为什么看它", "反映企业是否建立了知识产权管理制度。"),
            ("数据来源", "认证机构公开的证书信息", "#"),
            ("更新", date(2018, 10, 17)),
            ("负责", None),
        ],
        "tabs": [("全部", "#tabs", True), ("必做", "#tabs", False), ("选做", "#tabs", False)],
    }
