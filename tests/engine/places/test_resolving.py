"""Many addresses at once: order, postcodes, office codes, and the real set where it is at hand."""

import csv
import gzip
from pathlib import Path

import pytest

from zhicheng.engine.places import division, division_of_office_code, resolve
from zhicheng.engine.places.former import zones

REAL = Path(__file__).parents[4] / "shared/data/patents_cn/cn_invention_energy_2011_2018.csv.gz"
IN_XUZHOU = ["江苏省徐州市泉山区大学路1号"] * 5
WITHOUT_CITIES = ("11", "12", "31", "50")
NOT_SUBDIVIDED = ("71", "81", "82")


def codes(addresses: list[str], postcodes: list[str] | tuple[()] = ()) -> list[str | None]:
    return [match.division.code if match.division else None for match in resolve(addresses, postcodes)]


def test_the_answers_stand_in_the_order_of_the_addresses() -> None:
    assert codes(["深圳市南山区", "", "美国纽约", "深圳市南山区", "苏州"]) == ["440305", None, None, "440305", "320500"]
    assert resolve([]) == []


def test_clear_addresses_teach_their_postal_area_to_unclear_ones() -> None:
    addresses = [*IN_XUZHOU, "鼓楼区中山北路", "江苏省高新区", "科技园8号", "鼓楼区中山北路"]
    postcodes = ["221008", "221000", "221116", "221018", "221043"]
    # The four digits 2210 have four teachers, one below the fewest: nothing is learned.
    assert codes(addresses, [*postcodes, "221000", "221000", "221000", ""])[5:] == [None, "320000", None, None]
    postcodes[2] = "221002"
    answers = resolve(addresses, [*postcodes, "221000", "221000", "221000", ""])
    assert [(each.division, each.by_postcode) for each in answers[5:]] == [
        (division("320302"), True),
        (division("320300"), True),
        (division("320300"), True),
        (None, False),
    ]


def test_a_postcode_never_moves_a_clear_address_nor_one_abroad_nor_out_of_its_province() -> None:
    addresses = [*IN_XUZHOU, "江苏省南京市玄武区", "俄罗斯圣彼得堡", "浙江省某工业区"]
    postcodes = ["221000"] * len(addresses)
    assert codes(addresses, postcodes)[5:] == ["320102", None, "330000"]


def test_a_postal_area_of_two_cities_teaches_nothing() -> None:
    addresses = [*IN_XUZHOU, "江苏省宿迁市宿城区", "科技园8号"]
    assert codes(addresses, ["221000"] * 7)[-1] is None


def test_postcodes_must_be_one_for_each_address() -> None:
    with pytest.raises(ValueError, match=r"^2 addresses but 1 postcodes$"):
        resolve(["深圳", "苏州"], ["518000"])


@pytest.mark.parametrize("postcode", ["", "2210", "２２１０００", "22100a", " 221000 "])
def test_only_six_digits_are_a_postcode(postcode: str) -> None:
    expected = "320300" if postcode.strip() == "221000" else None
    assert codes([*IN_XUZHOU, "科技园8号"], [*["221000"] * 5, postcode])[-1] == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("广东;44", "440000"),
        ("广东；44", "440000"),
        ("44", "440000"),
        ("北京(11)", "110000"),
        ("江苏", "320000"),
        ("深圳;94", "440300"),
        ("广州;81", "440100"),
        ("吉林;22", "220000"),
        ("香港;HK", "810000"),
        ("中国台湾;71", "710000"),
        ("TW", "710000"),
        ("81", None),
        ("94", None),
        ("99", None),
        ("美国;US", None),
        ("", None),
        ("44;44;44", None),
    ],
)
def test_codes_of_the_office(text: str, code: str | None) -> None:
    found = division_of_office_code(text)
    assert (found.code if found else None) == code


def test_a_zone_is_known_where_its_province_is_named_and_most_without() -> None:
    for name, code in [*zones(local=True), *zones(local=False)]:
        assert codes([f"{division(f'{code[:2]}0000').name}{name}"]) == [code]
    for name, code in zones(local=False):
        assert codes([name]) == [code]


@pytest.mark.skipif(not REAL.exists(), reason="the real set of patents is not on this machine")
def test_the_real_set_is_resolved_to_cities() -> None:
    with gzip.open(REAL, "rt", encoding="utf-8") as file:
        rows = [(row["applicant_address"], row["postcode"]) for row in csv.DictReader(file)]
    matches = resolve([address for address, _ in rows], [postcode for _, postcode in rows])
    # 台湾, 香港 and 澳门 have no divisions below them in GB/T 2260, so they count neither way.
    chinese = [
        (match.division.code if match.division else "")
        for (address, _), match in zip(rows, matches, strict=True)
        if address and not match.is_abroad and not (match.division and match.division.code.startswith(NOT_SUBDIVIDED))
    ]
    resolved = [code for code in chinese if code and (not code.endswith("0000") or code.startswith(WITHOUT_CITIES))]
    assert len(chinese) > 73_000
    assert len(resolved) / len(chinese) > 0.999
