import pytest

from zhicheng.engine.places import addresses, division, divisions, find, region_of_address
from zhicheng.engine.places.former import former_names


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("深圳市", ["440300"]),
        ("深圳", ["440300"]),
        (" 深 圳 ", ["440300"]),
        ("广东深圳", ["440300"]),
        ("广东省深圳市", ["440300"]),
        ("广东省深圳市南山区", ["440305"]),
        ("江苏省苏州市常熟市", ["320581"]),
        ("常熟", ["320581"]),
        ("北京市朝阳区", ["110105"]),
        ("北京", ["110000"]),
        ("重庆市江北区", ["500105"]),
        ("恩施州", ["422800"]),
        ("恩施", ["422800", "422801"]),
        ("昌吉回族自治州", ["652300"]),
        ("黔东南州", ["522600"]),
        ("锡林郭勒", ["152500"]),
        ("吉林", ["220000", "220200"]),
        ("吉林市", ["220200"]),
        ("朝阳", ["211300", "110105", "211321", "220104"]),
        ("中山", ["442000", "210202"]),
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("济源", ["419001"]),
        ("即墨市", ["370215"]),
        ("即墨", ["370215"]),
        ("海门市", ["320614"]),
        ("襄樊", ["420600"]),
        ("湖北省襄樊市", ["420600"]),
        ("莱芜市", ["370116"]),
        ("巢湖市", ["340181"]),
        ("毕节地区", ["520500"]),
        ("吴江市", ["320509"]),
        ("江苏省吴江市", ["320509"]),
        ("通州市", ["110112", "320612"]),
        ("郫县", ["510117"]),
        ("长春县", []),
        ("不存在市", []),
        ("市", []),
        ("", []),
    ],
)
def test_names_as_officials_write_them(name: str, codes: list[str]) -> None:
    assert [each.code for each in find(name)] == codes


def test_a_place_to_look_in_narrows_the_answer() -> None:
    assert [each.code for each in find("鼓楼区", within="320000")] == ["320106", "320302"]
    assert [each.code for each in find("朝阳", within="110000")] == ["110105"]
    assert [each.code for each in find("通州市", within="320600")] == ["320612"]
    assert find("深圳", within="110000") == []


def test_every_former_name_leads_to_its_divisions_and_hides_no_present_one() -> None:
    for name, codes in former_names().items():
        bearing_it_today = [each for each in divisions() if each.name == name]
        assert find(name) == (bearing_it_today or [division(code) for code in sorted(codes)])


def test_a_former_name_counts_where_no_present_one_fits() -> None:
    assert [each.code for each in find("清河区")] == ["211204"]
    assert [each.code for each in find("清河区", within="320800")] == ["320812"]
    assert [each.code for each in find("东山区", within="440000")] == ["440104"]
    assert find("清河区", within="110000") == []


@pytest.mark.parametrize(
    ("address", "code", "text"),
    [
        ("广东省深圳市南山区科技园科发路8号", "440305", "广东省深圳市南山区"),
        ("深圳市高新区粤海街道", "440300", "深圳市"),
        ("广东 深圳 福田区 深南大道", "440304", "广东深圳福田区"),
        ("深圳福田", "440304", "深圳福田"),
        ("上海市黄浦区南京东路100号", "310101", "上海市黄浦区"),
        ("上海浦东张江路", "310115", "上海浦东"),
        ("北京市海淀区中关村大街1号", "110108", "北京市海淀区"),
        ("北京大学深圳研究生院", "440300", "深圳"),
        ("哈尔滨工业大学（威海）", "371000", "威海"),
        ("江苏昆山开发区前进路", "320583", "江苏昆山"),
        ("昆山市玉山镇", "320583", "昆山市"),
        ("昆山开发区前进路", "320583", "昆山"),
        ("苏州工业园区星湖街328号", "320500", "苏州"),
        ("江苏省海门市海门镇", "320614", "江苏省海门市"),
        ("山东省即墨市鹤山路", "370215", "山东省即墨市"),
        ("湖北省襄樊市樊城区", "420606", "湖北省襄樊市樊城区"),
        ("吉林长春市朝阳区", "220104", "吉林长春市朝阳区"),
        ("吉林市船营区", "220204", "吉林市船营区"),
        ("海南三亚", "460200", "海南三亚"),
        ("海南", "460000", "海南"),
        ("长沙", "430100", "长沙"),
        ("长沙县星沙镇", "430121", "长沙县"),
        ("河南省济源市沁园路", "419001", "河南省济源市"),
        ("湖北省恩施州利川市", "422802", "湖北省恩施州利川市"),
        ("新疆昌吉回族自治州昌吉市", "652301", "新疆昌吉回族自治州昌吉市"),
        ("重庆市渝中区中山一路", "500103", "重庆市渝中区"),
        ("广州市黄埔大道西", "440100", "广州市"),
        ("广州市天河北路", "440100", "广州市"),
        ("济南市中心医院", "370100", "济南市"),
        ("中国（上海）自由贸易试验区浦东新区", "310115", "上海浦东新区"),
        ("甲公司，地址：深圳市龙岗区坂田", "440307", "深圳市龙岗区"),
        ("河北省石家庄桥西区友谊大街", "130104", "河北省石家庄桥西区"),
        ("天津市蓟县出头岭镇", "120119", "天津市蓟县"),
        ("公司设在昆山市玉山镇", "320583", "昆山市"),
        ("哈尔滨道里区", "230102", "哈尔滨道里区"),
        ("石景山区,北京市", "110107", "石景山区"),
        ("香港特别行政区中西区", "810000", "香港特别行政区"),
        ("台湾省台北市", "710000", "台湾省"),
        ("江苏省无锡市南长区清扬路333号", "320213", "江苏省无锡市南长区"),
        ("河北省保定市新市区向阳北大街", "130602", "河北省保定市新市区"),
        ("新疆乌鲁木齐市新市区北京南路", "650104", "新疆乌鲁木齐市新市区"),
        ("四川省双流县东升镇", "510116", "四川省双流县"),
        ("新疆伊犁哈萨克自治州伊宁县曲鲁海乡", "654021", "新疆伊犁哈萨克自治州伊宁县"),
        ("山东省胶南市海滨六路799号", "370211", "山东省胶南市"),
        ("上海市张江高科技园区郭守敬路498号", "310115", "上海市张江高科技园区"),
        ("天津市开发区黄海路98号", "120116", "天津市开发区"),
        ("天津市西青经济技术开发区赛达路", "120111", "天津市西青"),
        ("北京市北京经济技术开发区康定街19号", "110115", "北京市北京经济技术开发区"),
        ("陕西省杨凌示范区邰城路3号", "610403", "陕西省杨凌示范区"),
        ("陕西省西咸新区沣西新城世纪大道", "610100", "陕西省西咸新区"),
        ("广东省深圳市光明新区公明街道", "440311", "广东省深圳市光明新区"),
        ("辽宁省抚顺市抚顺经济开发区滨河路", "210400", "辽宁省抚顺市"),
        ("江苏省徐州中国矿业大学", "320300", "江苏省徐州"),
        ("广东省中山大学", "440000", "广东省"),
        ("鼓楼区中山路1号，福州市", "350102", "鼓楼区福州市"),
        ("浙江省杭州市浙江省杭州市西湖区浙大路", "330106", "浙江省杭州市浙江省杭州市西湖区"),
        ("江苏省南通市开发区", "320600", "江苏省南通市"),
    ],
)
def test_addresses(address: str, code: str, text: str) -> None:
    match = region_of_address(address)
    assert (match.division.code if match.division else None, match.text, match.candidates) == (code, text, ())


@pytest.mark.parametrize("rest", ["", "科技园1号", "中山路", "新城大厦", "鼓楼区", "江苏省"])
def test_an_address_read_before_is_read_the_same_again(rest: str) -> None:
    beginnings = ["广东省深圳市南山区", "福建省三明市沙县", "北京市海淀区", "江苏省苏州市常熟市", "江苏省启东市"]
    first = [region_of_address(beginning + rest) for beginning in beginnings]
    addresses.forget()
    assert [region_of_address(beginning + rest) for beginning in reversed(beginnings)] == first[::-1]


@pytest.mark.parametrize(
    ("address", "code", "excluding"),
    [
        ("江苏省苏州市海陵区九龙镇", "321202", ["320500", "321202"]),
        ("浙江省杭州市舟山市新城千岛路", "330900", ["330100", "330900"]),
        ("广东省广州市佛山市南海区桂城", "440605", ["440100", "440600"]),
        ("安徽省安庆市枞阳县", "340722", ["340800", "340722"]),
    ],
)
def test_of_two_names_that_exclude_each_other_the_later_one_is_taken_and_both_are_told(
    address: str, code: str, excluding: list[str]
) -> None:
    match = region_of_address(address)
    assert (match.division, [each.code for each in match.candidates]) == (division(code), excluding)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("江苏省南京市朝阳区", "320100"),  # of another province
        ("内蒙古自治区赤峰市新城区", "150400"),  # borne by several
        ("江苏省南京市软件园海陵区", "320100"),  # not directly behind
    ],
)
def test_a_name_elsewhere_does_not_pull_the_address_away(address: str, code: str) -> None:
    match = region_of_address(address)
    assert (match.division, match.candidates) == (division(code), ())


@pytest.mark.parametrize(
    ("address", "text", "codes"),
    [
        ("鼓楼区中山路1号", "鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("朝阳", "朝阳", ["110105", "211300", "220104"]),
        ("江苏省鼓楼区", "江苏省鼓楼区", ["320106", "320302"]),
        ("南市区", "南市区", ["130606", "310101"]),
    ],
)
def test_an_ambiguous_address_gives_the_candidates(address: str, text: str, codes: list[str]) -> None:
    match = region_of_address(address)
    assert (match.division, match.text, [each.code for each in match.candidates]) == (None, text, codes)


@pytest.mark.parametrize(
    "address",
    ["", "科技园8号", "中山大学", "北京西路", "南京路步行街", "12345", "本公司东方大厦", "开发区1号", "新城大道"],
)
def test_no_division_is_made_up(address: str) -> None:
    match = region_of_address(address)
    assert (match.division, match.text, match.candidates) == (None, "", ())


def test_a_text_that_is_no_address_costs_no_more_than_one() -> None:
    assert region_of_address("深圳市" * 1_000_000) == region_of_address("深圳市" * 166 + "深圳")
    assert region_of_address("路" * 1_000_000 + "深圳市").division is None
