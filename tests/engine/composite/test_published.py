"""What was published of other people's indices has to come out of the engine too, as far as their figures are public."""

import numpy as np
import pytest

from zhicheng.engine.composite import Aggregate, Aggregation, Grades, Indicator, MinMax, Scheme, build
from zhicheng.engine.composite.comparison import compare

# 全国专利实力状况报告: the first three of each aspect, and of the whole; press reports of 2013-04 and 2014-04
# (cinic.org.cn/xy/gdcj/223356.html, gov.cn content_2667107). Scores were never published.
FIRST_THREE = {
    2012: {
        "创造": ("北京", "广东", "上海"),
        "运用": ("广东", "北京", "江苏"),
        "保护": ("广东", "山东", "湖南"),
        "管理": ("广东", "江苏", "天津"),
        "服务": ("北京", "广东", "上海"),
    },
    2013: {
        "创造": ("北京", "上海", "广东"),
        "运用": ("广东", "北京", "江苏"),
        "保护": ("广东", "江苏", "湖南"),
        "管理": ("广东", "江苏", "天津"),
        "服务": ("北京", "上海", "广东"),
    },
}
WHOLE = ("广东", "北京", "江苏")


@pytest.mark.parametrize("year", FIRST_THREE)
def test_the_published_first_three_of_the_nation_follow_from_those_of_the_aspects(year: int) -> None:
    """Places in five aspects of equal weight, "not among the first three" counting as fourth."""
    aspects = FIRST_THREE[year]
    regions = tuple(dict.fromkeys(region for three in aspects.values() for region in three))
    places = np.array(
        [[three.index(region) + 1.0 if region in three else 4.0 for three in aspects.values()] for region in regions]
    )
    tree = Aggregate("strength", "综合", tuple(Indicator(aspect, aspect, direction=-1) for aspect in aspects))
    result = build(regions, places, Scheme("national", tree, (MinMax(), Aggregation())))
    order = np.argsort(result.ranks[:, 0], kind="stable")
    assert tuple(regions[row] for row in order[:3]) == WHOLE
    assert result.ranks[order[:3], 0].tolist() == [1, 2, 3]


def test_the_classes_of_jiangsu() -> None:
    """江苏专利实力指数报告 2015: 南京 − 宿迁 = 0.633 and 南京 / 宿迁 = 5.2, classes above 0.6, 0.4, 0.2."""
    last = 0.633 / (5.2 - 1)
    first = 5.2 * last
    classes = Grades(("第一类", "第二类", "第三类", "第四类"), (0.6, 0.4, 0.2))
    assert classes.of([first, last]) == ("第一类", "第四类")
    tree = Aggregate("index", "指数", (Indicator("value", "值", goalposts=(0, 1)),))
    scheme = Scheme("jiangsu", tree, (MinMax(last, first), Aggregation()), grades=classes)
    result = build(("南京", "宿迁"), np.array([[2.0], [1.0]]), scheme)
    assert result.total.tolist() == pytest.approx([0.7837, 0.1507], abs=1e-4)
    assert result.grades == ("第一类", "第四类")
    assert compare(result, result).score_change.tolist() == [0, 0]
