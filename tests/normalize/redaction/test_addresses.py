import pytest


@pytest.mark.parametrize(
    "text",
    [
        "I live at [[ADDRESS 221B Baker Street]]",
        "My address: [[ADDRESS Flat 2, Rose House, 17 Mill Lane, Leeds, LS6 2AB]].",
        "at [[ADDRESS 12 High Street, Leeds LS1 4AB]] today",
        "[[ADDRESS 350 Fifth Avenue, New York, NY 10118]]",
        "delivered to [[ADDRESS 14a Elm Grove]] instead",
        "[[ADDRESS PO Box 77, Ely CB7 4ZZ]]",
        "send it to [[ADDRESS Flat B, 12/F, Tower 3, Harbour View, 88 Queen's Road Central]]",
        "home address is [[ADDRESS 48 Rue Cler, Paris]]",
        "Return label to [[ADDRESS Lindenallee 31, 50968 Köln]]",
    ],
)
def test_english_addresses_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "your branch at 12 High Street is filthy",
        "we live in Leeds near the High Street",
        "You don't deliver to SW1A 2ZZ",
        "Room 1203 had no towels",
        "delivered to 2 people on the way",
        "I ordered 3 pizzas",
    ],
)
def test_english_streets_without_house_or_cue_stay(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "住在[[ADDRESS 北京市朝阳区建国路88号院3号楼2单元501室]]，急",
        "我住在[[ADDRESS 阳光花园3栋2单元501]]",
        "家住[[ADDRESS 广州市天河区体育西路103号维多利广场B座2801]]",
        "昨天[[ADDRESS 台北市信義區松高路11號5樓]]漏水",
        "[[ADDRESS 新竹縣竹北市光明六路東一段88號]]",
        "[[ADDRESS 香港銅鑼灣軒尼詩道500號希慎廣場15樓]]",
        "住址：[[ADDRESS 湖南省邵阳市隆回县高平镇大塘村5组]]",
        "寄到[[ADDRESS 深圳市龙岗区坂田街道五和大道南2号万科星火城5栋1203]]",
        "我家在[[ADDRESS 和平里小区6号楼3单元502]]",
    ],
)
def test_chinese_addresses_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "在朝阳区建国路万达吃饭",
        "南京东路步行街，南京西路1788号那家店",
        "地铁10号线2号口",
        "住院部5楼12床，A栋3楼301会议室",
        "我在杭州西湖区上班",
        "我住在3号线附近",
        "居住的地方慢慢变成了城市的中心地区",
    ],
)
def test_chinese_streets_shops_and_rooms_stay(assert_marked, text):
    assert_marked(text)
