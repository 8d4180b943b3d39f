import pytest

from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import (
    PatentNumber,
    Right,
    Stage,
    cnipa,
    docdb,
    epodoc,
    is_valid,
    parse,
    parse_docdb,
    standard,
)

# Spellings of one number each, then its key, and how it is printed: standard, CNIPA, EPODOC, DOCDB.
NUMBERS = [
    (["CN201010255577.9"], "AN:CN201010255577A", "CN 201010255577.9", "201010255577.9", "CN20101255577", "CN.201010255577.A"),
    (["CN201011255577"], "AN:CN201011255577A", "CN 201011255577.5", "201011255577.5", "CN201011255577", "CN.201011255577.A"),
    (["ZL97101765.4"], "AN:CN97101765A", "CN 97101765.4", "ZL97101765.4", "CN19971001765", "CN.97101765.A"),
    (["CN85107561"], "AN:CN85107561A", "CN 85107561", "85107561", "CN19851007561", "CN.85107561.A"),
    (["CN101933423A"], "PN:CN101933423A", "CN 101933423 A", "CN 101933423 A", "CN101933423", "CN.101933423.A"),
    (["EP1000000A1", "EP 1 000 000 A1", "ep01000000a1"], "PN:EP1000000A1", "EP 1000000 A1", "EP 1000000 A1", "EP1000000", "EP.1000000.A1"),
    (["EP0680812 A1", "EP680812A1"], "PN:EP0680812A1", "EP 0680812 A1", "EP 0680812 A1", "EP0680812", "EP.0680812.A1"),
    (["EP99203729", "EP 99203729.1", "EP19990203729", "EP1999203729A"], "AN:EP99203729A", "EP 99203729.1", "EP 99203729.1", "EP19990203729", "EP.99203729.A"),
    (["US9099902B2", "US 9,099,902 B2", "US09099902B2"], "PN:US9099902B2", "US 9099902 B2", "US 9099902 B2", "US9099902", "US.9099902.B2"),
    (["US5412419C1"], "PN:US5412419C1", "US 5412419 C1", "US 5412419 C1", "US5412419", "US.5412419.C1"),
    (["USD435868S", "US D0435868 S"], "PN:USD435868S", "US D435868 S", "US D435868 S", "USD435868", "US.D435868.S"),
    (["USRE43545E", "US RE043,545 E"], "PN:USRE43545E", "US RE43545 E", "US RE43545 E", "USRE43545", "US.RE43545.E"),
    (["USPP12006P2", "US12006P2"], "PN:USPP12006P2", "US PP12006 P2", "US PP12006 P2", "USPP12006", "US.PP12006.P2"),
    (["USH2032H"], "PN:USH2032H", "US H2032 H", "US H2032 H", "USH2032", "US.H2032.H"),
    (["US20150129711A1", "US 2015/0129711 A1", "US2015129711A1"], "PN:US20150129711A1", "US 2015/0129711 A1", "US 2015/0129711 A1", "US2015129711", "US.2015129711.A1"),
    (["US201615069675A", "US 201615069675"], "AN:US15069675A", "US 15/069,675", "US 15/069,675", "US20160069675", "US.201615069675.A"),
    (["US201361910530P"], "AN:US61910530P", "US 61/910,530", "US 61/910,530", "US20130910530", "US.201361910530.P"),
    (["US201529516277F"], "AN:US29516277F", "US 29/516,277", "US 29/516,277", "US20150516277", "US.201529516277.F"),
    (["US2005315448A"], "AN:US2005315448A", "US 2005315448", "US 2005315448", "US20050315448", "US.31544805.A"),
    (["WO2007109826A1", "WO 2007/109826 A1"], "PN:WO2007109826A1", "WO 2007/109826 A1", "WO 2007/109826 A1", "WO2007109826", "WO.2007109826.A1"),
    (["WO9625769A1", "WO 96/25769 A1", "WO1996025769A1"], "PN:WO1996025769A1", "WO 96/25769 A1", "WO 96/25769 A1", "WO9625769", "WO.9625769.A1"),
    (["WO0250219A1", "WO02/50219A1"], "PN:WO2002050219A1", "WO 02/50219 A1", "WO 02/50219 A1", "WO0250219", "WO.0250219.A1"),
    (["WO02077325A1", "WO2002077325A1"], "PN:WO2002077325A1", "WO 02/077325 A1", "WO 02/077325 A1", "WO02077325", "WO.02077325.A1"),
    (["PCT/CN2015/075923", "WO2015CN75923", "CN2015075923W", "PCT/CN15/75923"], "AN:WO2015CN075923W", "PCT/CN2015/075923", "PCT/CN2015/075923", "WO2015CN75923", "CN.2015075923.W"),
    (["PCT/CN2020/142345"], "AN:WO2020CN142345W", "PCT/CN2020/142345", "PCT/CN2020/142345", "WO2020CN142345", "CN.2020142345.W"),
    (["JP2003054495A", "JP2003-54495A", "特開2003-054495", "特开2003-54495号"], "PN:JP2003054495A", "JP 2003-054495 A", "JP 2003-054495 A", "JP2003054495", "JP.2003054495.A"),
    (["JPH0737098A", "JPH07-37098A", "JPH07-037098A", "JPH07037098A", "特開平7-37098", "特开平07-037098", "特開平成7-37098号", "JP7037098A"], "PN:JPH07037098A", "JP H07-037098 A", "JP H07-037098 A", "JPH0737098", "JP.H0737098.A"),
    (["JPS59145695A", "JP59145695A", "特開昭59-145695"], "PN:JPS59145695A", "JP S59-145695 A", "JP S59-145695 A", "JPS59145695", "JP.S59145695.A"),
    (["JPS5248121B2", "特公昭52-48121B2"], "PN:JPS52048121B2", "JP S52-048121 B2", "JP S52-048121 B2", "JPS5248121", "JP.S5248121.B2"),
    (["JP3033959B2"], "PN:JP3033959B2", "JP 3033959 B2", "JP 3033959 B2", "JP3033959", "JP.3033959.B2"),
    (["JP20010194521", "特願2001-194521"], "AN:JP2001194521A", "JP 2001-194521", "JP 2001-194521", "JP20010194521", "JP.2001194521.A"),
    (["JP19940045197", "特願平6-45197", "特愿平06-045197"], "AN:JP1994045197A", "JP 1994-045197", "JP 1994-045197", "JP19940045197", "JP.4519794.A"),
    (["KR20090015878A", "KR 10-2009-0015878 A", "KR2009015878A"], "PN:KR20090015878A", "KR 10-2009-0015878 A", "KR 10-2009-0015878 A", "KR20090015878", "KR.20090015878.A"),
    (["KR100780571B1", "KR 10-0780571 B1"], "PN:KR100780571B1", "KR 10-0780571 B1", "KR 10-0780571 B1", "KR100780571", "KR.100780571.B1"),
    (["KR200319897Y1", "KR20-0319897Y1"], "PN:KR200319897Y1", "KR 20-0319897 Y1", "KR 20-0319897 Y1", "KR200319897", "KR.200319897.Y1"),
    (["KR930001076B1", "KR1993001076B1"], "PN:KR19930001076B1", "KR 10-1993-0001076 B1", "KR 10-1993-0001076 B1", "KR930001076", "KR.930001076.B1"),
    (["DE102016212796A1", "DE 10 2016 212 796 A1"], "PN:DE102016212796A1", "DE 102016212796 A1", "DE 102016212796 A1", "DE102016212796", "DE.102016212796.A1"),
    (["TWI588518B"], "PN:TWI588518B", "TW I588518 B", "TW I588518 B", "TWI588518", "TW.I588518.B"),
]  # fmt: skip


@pytest.mark.parametrize(("spellings", "key"), [row[:2] for row in NUMBERS])
def test_all_spellings_are_one_number(spellings: list[str], key: str) -> None:
    assert [parse(each).key for each in spellings] == [key] * len(spellings)
    assert len({parse(each) for each in spellings}) == 1


@pytest.mark.parametrize(("spellings", "printed"), [(row[0], row[2:]) for row in NUMBERS])
def test_each_form_is_printed(spellings: list[str], printed: tuple[str, ...]) -> None:
    number = parse(spellings[0])
    assert (standard(number), cnipa(number), epodoc(number), str(docdb(number))) == printed


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row[0][0])
def test_what_is_printed_reads_again_as_the_same_number(row: tuple[list[str], *tuple[str, ...]]) -> None:
    number = parse(row[0][0])
    stage = number.stage
    reference = docdb(number)
    again = parse_docdb(reference.country, reference.number, reference.kind, stage)
    assert [parse(standard(number), stage), parse(cnipa(number), stage), again] == [number] * 3
    assert _without_series(parse(epodoc(number), stage).document) == _without_series(number.document, number)


def _without_series(document: str, number: PatentNumber | None = None) -> str:
    """EPODOC leaves the series of American applications out: only its year and serial come back."""
    if number and number.office == "US" and number.is_of_filing and number.serial != number.body[4:]:
        return f"AN:US{number.year}{number.serial}"
    return document


def test_an_american_application_is_known_by_its_series_with_or_without_the_year() -> None:
    assert parse("15/069,675") == parse("US15069675A") == parse("US 15/069675") == parse("US201615069675A")
    assert parse("15/069,675").year is None
    for form in (epodoc, docdb):
        with pytest.raises(InvalidNumber, match=r"美国申请 US 15/069,675 没有注明申请年份.*请补充申请日"):
            form(parse("15/069,675"))


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        (("US", "31544805", "A"), "AN:US2005315448A"),
        (("US", "5181208", "A"), "AN:US2008051812A"),
        (("US", "201113294980", "A"), "AN:US13294980A"),
        (("US", "75529105", "P"), "AN:US2005755291P"),
        (("JP", "4519794", "A"), "AN:JP1994045197A"),
        (("JP", "3464088", "U"), "AN:JP1988034640U"),
        (("CN", "2015075923", "W"), "AN:WO2015CN075923W"),
        (("US", "8001681", "W"), "AN:WO1980US001681W"),
        (("EP", "99203729", "A"), "AN:EP99203729A"),
    ],
)
def test_docdb_fields_of_applications(fields: tuple[str, str, str], key: str) -> None:
    number = parse_docdb(*fields, Stage.APPLICATION)
    assert number.key == key
    assert (docdb(number).country, int(docdb(number).number), docdb(number).kind) == (
        fields[0],
        int(docdb(number).number),
        fields[2],
    )


def test_a_japanese_utility_model_and_a_patent_application_of_one_serial_are_two() -> None:
    model, patent = (
        parse_docdb("JP", "3464088", "U", Stage.APPLICATION),
        parse_docdb("JP", "3464088", "A", Stage.APPLICATION),
    )
    assert model != patent
    assert (model.right, patent.right) == (Right.UTILITY_MODEL, Right.INVENTION)
    assert parse("実願昭63-34640") == model


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("DE202016101234U", "DE 202016101234 U"),
        ("DE102016212796A", "DE 102016212796"),
        ("US2013898275P", "US 2013898275 P"),
    ],
)
def test_the_kind_of_an_application_is_printed_where_its_digits_do_not_tell_it(written: str, printed: str) -> None:
    assert standard(parse(written, Stage.APPLICATION)) == printed


def test_a_chinese_number_in_the_form_of_a_pct_application_is_one_or_nothing() -> None:
    assert parse("CN2015075923W").office == "WO"
    with pytest.raises(InvalidNumber, match="中国申请号"):
        parse("CN1W")


def test_a_japanese_number_is_a_document_unless_its_column_says_otherwise() -> None:
    assert parse("JP2015122335A").key == "PN:JP2015122335A"
    assert parse("JP2015122335A", Stage.APPLICATION).key == "AN:JP2015122335A"
    assert parse("JP2015122335A") != parse("JP2015122335A", Stage.APPLICATION)


@pytest.mark.parametrize(
    ("written", "fault", "words"),
    [
        ("", "text", "没有填写"),
        ("  　", "text", "没有填写"),
        ("1234567", "office", "看不出是哪个专利局的号码"),
        ("一种锂离子电池", "office", "看不出是哪个专利局的号码"),
        ("QQ1234567A", "office", "“QQ”不是专利局的代码"),
        ("EP99203729.2", "check_digit", "欧洲申请 99203729 的校验位应为 1，现为 2"),
        ("EP19770203729", "year", "欧洲专利局自 1978 年起"),
        ("EPX", "form", "EP1000000A1"),
        ("US", "form", "US 9099902 B2"),
        ("WO2012", "form", "WO 2007/109826 A1"),
        ("WO1921003586A1", "year", "国际申请始于 1978 年"),
        ("PCT/QX2015/075923", "office", "“QX”不是受理局的代码"),
        ("JPH3237098A", "year", "日本年号没有 H32 年"),
        ("JP", "form", "JP2003-054495A"),
        ("KR10", "form", "KR 10-2009-0015878 A"),
        ("DE", "form", "DE 后面应为数字"),
        ("9" * 61, "length", "不会超过 60 个字符，现为 61 个"),
    ],
)
def test_a_fault_is_named_with_its_mend(written: str, fault: str, words: str) -> None:
    assert not is_valid(written)
    with pytest.raises(InvalidNumber) as caught:
        parse(written)
    assert caught.value.fault == fault
    assert words in caught.value.message
