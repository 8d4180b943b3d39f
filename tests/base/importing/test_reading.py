from datetime import date

import pytest

from zhicheng.base.importing import RowRefused
from zhicheng.base.importing.reading import day_of


@pytest.mark.parametrize(
    "text",
    [
        "2018-10-16", "2018/10/16", "2018.10.16", "20181016", "2018年10月16日", "2018 年 10 月 16 日", "2018-10-16 00:00:00",
        "2018-10-16T00:00:00", "2018/10/16 0:00", "２０１８-１０-１６",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day_of({"日期": text}, "日期") == date(2018, 10, 16)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("43389", "这是表格软件的日期序号，请把这一列的单元格格式改为日期，再上传"),
        ("2018-02-30", "请写成 2018-10-16 这样的日期"),
        ("2018-10", "请写成 2018-10-16 这样的日期"),
        ("18-10-16", "请写成 2018-10-16 这样的日期"),
        ("10/16/2018", "请写成 2018-10-16 这样的日期"),
        ("20181340", "请写成 2018-10-16 这样的日期"),
        ("去年", "请写成 2018-10-16 这样的日期"),
        ("2018-10-16 上午", "请写成 2018-10-16 这样的日期"),
    ],
)
def test_what_is_no_day_is_refused_with_the_mend(text: str, words: str) -> None:
    with pytest.raises(RowRefused) as refused:
        day_of({"日期": text}, "日期")
    assert (refused.value.column, refused.value.message, refused.value.value) == ("日期", words, text)


def test_an_empty_cell_is_no_day() -> None:
    assert day_of({"日期": ""}, "日期") is None
