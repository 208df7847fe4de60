import pytest


@pytest.mark.parametrize(
    "text",
    [
        "手机[[PHONE 13800138000]]微信同号",
        "请回电 [[PHONE 138-0013-8000]]，急",
        "打[[PHONE 139 1234 5678]]找我",
        "电话[[PHONE 86-13700001234]]",
        "手机[[PHONE １３９１２３４５６７８]]",
        "号码[[PHONE 一三八零零一三八零零零]]",
        "电话：[[PHONE 010-8888 6666 转 802]]",
        "座机[[PHONE (0755)26001234]]",
        "市話[[PHONE (02)2712-3456#21]]",
        "我的號碼是[[PHONE 0912 345 678]]",
        "电话：[[PHONE 6234 5678]]不通",
        "香港手提 [[PHONE 9876 5432]]",
        "call [[PHONE (415) 555-0123]] after six",
        "call [[PHONE 415.555.0123 ext 42]]",
        "my cell is [[PHONE 4155550123]]",
        "[[PHONE 4155550123]] is my number",
        "ring [[PHONE 07700 900123]] or [[PHONE 020 7946 0958]]",
        "landline [[PHONE 0161 496 0321]]",
        "reach me: [[PHONE +44 (0)20 7946 0958]]",
        "Tel: [[PHONE 0044 7700 900 456]]",
        "WhatsApp [[PHONE +852 6123 4567]]",
        "[[PHONE +33 6 39 98 12 34]] 24 hours",
    ],
)
def test_phone_numbers_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "客服热线400-820-8820，95588，10086，12345，110",
        "The 0800 123 4567 line, 0345 123 4567 and 1-888-555-0100",
        "your hotline 020 7946 0958 rings out",
        "客服电话010-88886666打不通",
        "订单号13812345678没发货",
        "The order, no. 15810442907, is late",
        "tracking number 4155550123",
        "paid ¥13812345678 or 13812345678元",
        "1700000000 seconds, 20240501, 2019-2023",
        "flight CA1234 at 10:45 on 12/03/2024",
        "call it 10/10",
        "between 12 345 678 and 13 000 000 units",
        "phone call the other 50000.00 wire",
        "13位数1381234567890",
    ],
)
def test_numbers_of_services_orders_and_amounts_stay(assert_marked, text):
    assert_marked(text)
