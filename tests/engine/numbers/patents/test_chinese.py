import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import Right, Stage, is_valid, parse, repairs
from zhicheng.engine.numbers.patents.chinese import check_digit


@pytest.mark.parametrize(
    ("digits", "expected"),
    [("97101765", "4"), ("95115608", "X"), ("201710601862", "3"), ("201310520018", "X"), ("201010255577", "9")],
)
def test_the_check_digit_is_that_of_published_numbers(digits: str, expected: str) -> None:
    assert check_digit(digits) == expected


@pytest.mark.parametrize(
    "written",
    [
        "CN201010255577.9", "201010255577.9", "2010102555779", "CN201010255577", "201010255577", "cn 201010255577.9", "CN201010255577A",
        "ＣＮ２０１０１０２５５５７７．９", "申请号：201010255577.9", "专利号 ZL 201010255577.9", "ZL201010255577", "ZL2010 1 0255577.9",
        "CN20101255577", "\ufeff申请号:\u200bCN2010\u00a01 0255577.9", "CN-201010255577-A", "CN2010102555779A", "ZLCN201010255577.9",
    ],
)  # fmt: skip
def test_an_application_number_in_many_spellings(written: str) -> None:
    number = parse(written)
    assert number == parse("CN201010255577.9")
    assert hash(number) == hash(parse("CN201010255577.9"))
    assert (number.key, number.year, number.right, number.serial, number.check_digit, number.original) == (
        "AN:CN201010255577A", 2010, Right.INVENTION, "0255577", "9", written,
    )  # fmt: skip
    assert number.stage == (Stage.PATENT if "ZL" in written else Stage.APPLICATION)


@pytest.mark.parametrize(
    ("written", "key", "year", "right"),
    [
        ("97101765.4", "AN:CN97101765A", 1997, Right.INVENTION),
        ("95115608x", "AN:CN95115608A", 1995, Right.INVENTION),
        ("CN01122280", "AN:CN01122280A", 2001, Right.INVENTION),
        ("CN93248208", "AN:CN93248208U", 1993, Right.UTILITY_MODEL),
        ("CN85107561", "AN:CN85107561A", 1985, Right.INVENTION),
        ("CN1987107870A", "AN:CN87107870A", 1987, Right.INVENTION),
        ("CN200310100001", "AN:CN200310100001A", 2003, Right.INVENTION),
        ("CN201180012345", "AN:CN201180012345A", 2011, Right.INVENTION),
        ("CN201590000001", "AN:CN201590000001U", 2015, Right.UTILITY_MODEL),
        ("CN201530561791F", "AN:CN201530561791F", 2015, Right.DESIGN),
    ],
)
def test_application_numbers_of_all_times_and_kinds(written: str, key: str, year: int, right: Right) -> None:
    number = parse(written)
    assert (number.key, number.year, number.right, number.stage) == (key, year, right, Stage.APPLICATION)


@pytest.mark.parametrize(
    ("written", "key", "stage", "right"),
    [
        ("CN101933423A", "PN:CN101933423A", Stage.PUBLICATION, Right.INVENTION),
        ("CN 101933423 A", "PN:CN101933423A", Stage.PUBLICATION, Right.INVENTION),
        ("公开（公告）号：CN101933423A", "PN:CN101933423A", Stage.PUBLICATION, Right.INVENTION),
        ("CN101933423", "PN:CN101933423", Stage.PUBLICATION, Right.INVENTION),
        ("CN106537823A8", "PN:CN106537823A8", Stage.PUBLICATION, Right.INVENTION),
        ("CN1295580C", "PN:CN1295580C", Stage.GRANT, Right.INVENTION),
        ("CN1768372B", "PN:CN1768372B", Stage.GRANT, Right.INVENTION),
        ("CN2271235Y", "PN:CN2271235Y", Stage.GRANT, Right.UTILITY_MODEL),
        ("CN206481394U", "PN:CN206481394U", Stage.GRANT, Right.UTILITY_MODEL),
        ("CN3003022D", "PN:CN3003022D", Stage.GRANT, Right.DESIGN),
        ("CN302345678S", "PN:CN302345678S", Stage.GRANT, Right.DESIGN),
        ("CN85107561A", "PN:CN85107561A", Stage.PUBLICATION, Right.INVENTION),
        ("CN86205939U", "PN:CN86205939U", Stage.GRANT, Right.UTILITY_MODEL),
        ("CN85100142B", "PN:CN85100142B", Stage.GRANT, Right.INVENTION),
    ],
)
def test_published_documents(written: str, key: str, stage: Stage, right: Right) -> None:
    number = parse(written)
    assert (number.key, number.stage, number.right) == (key, stage, right)


def test_the_column_decides_what_could_be_both() -> None:
    assert parse("CN85107561A", Stage.APPLICATION).key == "AN:CN85107561A"
    assert parse("CN85107561A", Stage.PUBLICATION).key == "PN:CN85107561A"
    with pytest.raises(InvalidNumber, match="中国公开（公告）号为 7 位或 9 位数字"):
        parse("CN201010255577", Stage.PUBLICATION)


def test_documents_of_one_number_are_told_apart_by_their_kind_code_only() -> None:
    published, granted = parse("CN101334164A"), parse("CN101334164B")
    assert published != granted
    assert published.document == granted.document == "PN:CN101334164"


@pytest.mark.parametrize(
    ("written", "fault", "words"),
    [
        ("201010255577.8", "check_digit", "201010255577 的校验位应为 9，现为 8"),
        ("CN97101765.X", "check_digit", "97101765 的校验位应为 4，现为 X"),
        ("CN200110255577", "year", "12 位申请号自 2003 年 10 月起使用，2001 年"),
        ("CN201040255577", "form", "中国申请号为 12 位数字"),
        ("CN2010102555", "form", "现为 10 位"),
        ("ZL101933423", "form", "现为 9 位"),
        ("CN10193342A", "form", "中国申请号"),
        ("CN201010255577.9号", "form", "中国申请号只有数字和末位的 X"),
        ("CN201025733A", "kind", "种类代码 A 与号码不符：首位表明的专利类型只用 U、Y"),
        ("CN103358181U", "kind", "只用 A、B、C"),
    ],
)
def test_a_fault_is_named_with_its_mend(written: str, fault: str, words: str) -> None:
    assert not is_valid(written)
    with pytest.raises(InvalidNumber) as caught:
        parse(written)
    assert caught.value.fault == fault
    assert words in caught.value.message


applications = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial:07}",
    st.integers(2003, 2099), st.sampled_from("12389"), st.integers(0, 9_999_999),
)  # fmt: skip


@given(applications, st.integers(0, 11), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(body: str, place: int, digit: str) -> None:
    wrong = body[:place] + digit + body[place + 1 :] + check_digit(body)
    assert is_valid(wrong) == (wrong[:-1] == body)


@given(applications, st.integers(0, 10))
def test_swapped_neighbours_are_always_found_and_their_repair_is_offered(body: str, place: int) -> None:
    right = body + check_digit(body)
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert is_valid(wrong) == (wrong == right)
    offered = [str(each.number) for each in repairs(wrong)]
    assert str(parse(right)) in offered or wrong == right


def test_repairs_are_ordered_by_likelihood_and_each_is_valid() -> None:
    offered = repairs("CN 201010255757.9")
    assert [(str(each.number), each.edit) for each in offered][:2] == [
        ("CN201010255577A", "第 10、11 位对调"),
        ("CN201010255757A", "校验位 9 改为 7"),
    ]
    assert len({each.number for each in offered}) == len(offered)
    assert all(each.edit.startswith("第 ") for each in offered[2:])


@pytest.mark.parametrize(
    "written", ["CN201010255577.9", "201010255577", "CN101933423A", "", "US9099902B2", "05100000A", "x" * 100]
)
def test_there_is_nothing_to_repair_without_a_wrong_check_digit(written: str) -> None:
    assert repairs(written) == ()
