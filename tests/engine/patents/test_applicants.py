from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.patents.applicants import ApplicantName, normalise


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["华为技术有限公司", "華為技術有限公司", "华为技术有限责任公司", " 华为技术 有限公司 ", "华为技术有限公司(中外合资)"], "华为技术有限公司"),
        (["比亚迪股份有限公司", "比亚迪股份公司", "比亚迪股份有限公司。"], "比亚迪股份有限公司"),
        (["国际商业机器（中国）有限公司", "国际商业机器(中国)有限公司", "国际商业机器〔中国〕有限公司"], "国际商业机器中国有限公司"),
        (["ＴＣＬ集团股份有限公司", "tcl集团股份有限公司"], "TCL集团股份有限公司"),
        (["鴻海精密工業股份有限公司", "鸿海精密工业股份有限公司"], "鸿海精密工业股份有限公司"),
        (["株式會社東芝", "株式会社东芝"], "株式会社东芝"),
        (["SZ DJI Technology Co., Ltd.", "SZ DJI TECHNOLOGY CO LTD", "ＳＺ DJI Technology Co. Limited"], "SZ DJI TECHNOLOGY CO LTD"),
        (["Google Inc.", "GOOGLE INC", "Google, Incorporated"], "GOOGLE INC"),
        (["Océ Holding B.V.", "OCE HOLDING BV"], "OCE HOLDING BV"),
        (["Logitech Europe S.A", "LOGITECH EUROPE S.A."], "LOGITECH EUROPE SA"),
        (["MÆRSK DRILLING A/S", "Maersk Drilling AS"], "MAERSK DRILLING AS"),
        (["Messerschmitt Bölkow GmbH", "Messerschmitt Bolkow Gesellschaft mit beschränkter Haftung"], "MESSERSCHMITT BOLKOW GMBH"),
        (["AT&T Intellectual Property I L.P.", "AT & T Intellectual Property I, LP"], "AT AND T INTELLECTUAL PROPERTY I LP"),
        (["Univ. Tsinghua", "UNIV TSINGHUA", "Tsinghua University"], "TSINGHUA UNIVERSITY"),
        (["The University of Tokyo", "UNIVERSITY OF TOKYO"], "UNIVERSITY OF TOKYO"),
        (["Elwha LLC", "Elwha LLC a limited liability corporation of the State of Delaware"], "ELWHA LLC"),
        (["Ecole Polytechnique Federale de Lausanne (EPFL)", "École Polytechnique Fédérale de Lausanne"], "ECOLE POLYTECHNIQUE FEDERALE DE LAUSANNE"),
        (["Telefonaktiebolaget LM Ericsson (publ)", "TELEFONAKTIEBOLAGET LM ERICSSON"], "TELEFONAKTIEBOLAGET LM ERICSSON"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_have_one_key(spellings: list[str], key: str) -> None:
    assert [normalise(each).key for each in spellings] == [key] * len(spellings)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("华为技术有限公司", "华为终端有限公司"),
        ("国际商业机器(中国)有限公司", "国际商业机器有限公司"),
        ("中国电子科技集团公司第十四研究所", "中国电子科技集团公司第十研究所"),
        ("ZEROTECH (SHENZHEN) ROBOT CO. LTD", "ZEROTECH ROBOT CO. LTD"),
        ("Airbus Operations SAS", "Airbus Operations GmbH"),
    ],
)
def test_two_names_have_two_keys(left: str, right: str) -> None:
    assert normalise(left).key != normalise(right).key


def test_a_chinese_name_is_taken_apart() -> None:
    assert normalise("深圳市大疆创新科技有限责任公司") == ApplicantName(
        key="深圳市大疆创新科技有限公司", core="深圳大疆创新科技", stem="大疆创新科技", place="深圳", legal_form="有限公司",
        original="深圳市大疆创新科技有限责任公司",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "place", "stem"),
    [
        ("江苏省苏州市金龙机械有限公司", "江苏苏州", "金龙机械"),
        ("北京大学", "", "北京大学"),
        ("长安汽车股份有限公司", "", "长安汽车"),
        ("昆山市新科电子有限公司", "昆山", "新科电子"),
        ("上海有限公司", "", "上海"),
    ],
)
def test_places_are_taken_off_as_long_as_a_name_remains(name: str, place: str, stem: str) -> None:
    found = normalise(name)
    assert (found.place, found.stem) == (place, stem)


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("国家电网公司北京分公司", "国家电网公司"),
        ("中国石油化工股份有限公司北京化工研究院", "中国石油化工股份有限公司"),
        ("清华大学深圳研究生院", "清华大学"),
        ("浙江大学机械工程学院", "浙江大学"),
        ("浙江大学", ""),
        ("浙江大学医学院附属第一医院", ""),
        ("清华大学出版社有限公司", ""),
        ("海尔集团公司青岛海尔有限公司", ""),
        ("华为技术有限公司", ""),
    ],
)
def test_branches_and_colleges_know_their_parent(name: str, parent: str) -> None:
    assert normalise(name).parent == parent


@pytest.mark.parametrize(
    ("text", "key", "former"),
    [
        ("甲乙科技股份有限公司（原甲乙科技有限责任公司）", "甲乙科技股份有限公司", ("甲乙科技有限公司",)),
        ("甲乙科技股份有限公司(曾用名：丙丁电子有限公司)", "甲乙科技股份有限公司", ("丙丁电子有限公司",)),
        ("原子高科股份有限公司", "原子高科股份有限公司", ()),
    ],
)
def test_former_names_in_the_text_are_kept_apart(text: str, key: str, former: tuple[str, ...]) -> None:
    name = normalise(text)
    assert (name.key, name.former) == (key, former)


@pytest.mark.parametrize("text", ["", " ", ">", "。", "()"])
def test_a_text_without_a_name_has_an_empty_key(text: str) -> None:
    assert normalise(text).key == ""


@given(st.text(max_size=60) | st.text("华為技术大学公司有限分北京市(原 )CoLtd.&é", max_size=30))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    key = normalise(text).key
    with suppress(UnicodeError):
        assert normalise(key).key in {key, normalise(normalise(key).key).key}
    assert normalise(text.swapcase()).original == text.swapcase()
