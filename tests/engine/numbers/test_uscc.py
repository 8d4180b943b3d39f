import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from zhicheng.engine.numbers import InvalidNumber, uscc

VALID = "91110000600037341L"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    "written",
    [
        VALID,
        " 9111 0000 6000 37341L ",
        "91110000-600037341-L",
        VALID.lower(),
        "９１１１００００６０００３７３４１Ｌ",
        "\t91110000600037341Ｌ",
    ],
)
def test_the_same_number_in_many_spellings(written: str) -> None:
    assert uscc.compact(written) == VALID
    assert uscc.validate(written) == VALID
    assert uscc.format(written) == VALID
    assert uscc.is_valid(written)


@pytest.mark.parametrize(
    ("number", "fault", "words"),
    [
        ("", "length", "应为 18 位，现为 0 位"),
        ("9111000060003734", "length", "现为 16 位"),
        (VALID + "1", "length", "现为 19 位"),
        ("9111000060003734IL", "character", "第 17 位不应是“I”，是不是 1？代码不用字母 I、O、S、V、Z"),
        ("9I110000600037341L", "character", "第 2 位不应是“I”"),
        ("91110000600037341号", "character", "第 18 位不应是“号”，只用数字和大写字母"),
        ("B1110000600037341L", "authority", "第 1 位“B”不是登记管理部门的代码"),
        ("9111A000600037341L", "division", "第 3 至 8 位“11A000”应为行政区划代码"),
        ("91110000600037341M", "check_digit", "校验位不符"),
        ("91110000600037314L", "check_digit", "校验位不符"),
    ],
)
def test_a_fault_is_named(number: str, fault: str, words: str) -> None:
    assert not uscc.is_valid(number)
    with pytest.raises(InvalidNumber) as caught:
        uscc.validate(number)
    assert caught.value.fault == fault
    assert words in caught.value.message


bodies = st.builds(
    lambda authority, kind, division, organisation: authority + kind + division + organisation,
    st.sampled_from("159AY"),
    st.sampled_from("1239"),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


@given(bodies)
def test_a_body_with_its_check_digit_is_valid_here_and_in_the_reference(body: str) -> None:
    number = body + standard.calc_check_digit(body)
    assert uscc.validate(number) == number
    assert standard.is_valid(number) == body[0].isdigit()  # the reference does not know the authorities A, N and Y


@given(bodies, st.integers(8, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(body: str, place: int, character: str) -> None:
    number = body + standard.calc_check_digit(body)
    wrong = number[:place] + character + number[place + 1 :]
    assert uscc.is_valid(wrong) == (wrong == number)


@given(st.text(max_size=25))
def test_any_text_is_valid_or_has_a_fault(text: str) -> None:
    if not uscc.is_valid(text):
        with pytest.raises(InvalidNumber, match=r"第|应为|校验位"):
            uscc.validate(text)
