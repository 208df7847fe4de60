import pytest


@pytest.mark.parametrize(
    "text",
    [
        "微信:[[SOCIAL lihua_1990]]",
        "加我V信 [[SOCIAL abc12345]]",
        "微信号是[[SOCIAL xiaoming]]",
        "QQ：[[SOCIAL 1234567890]]",
        "扣扣 [[SOCIAL 88776655]]",
        "加賴[[SOCIAL boba_hsu77]]",
        "line ID：[[SOCIAL amy_chen]]",
        "小红书[[SOCIAL @小鹿爱吃糖]]",
        "抖音号 [[SOCIAL dy_user2020]]",
        "my Telegram is [[SOCIAL @marie_k]]",
        "wechat id: [[SOCIAL lilywang]]",
        "discord: [[SOCIAL shadow#1029]]",
        "On Insta I'm [[SOCIAL @clementine.bakes]]",
        "DM me [[SOCIAL @ben_codes]]",
    ],
)
def test_ids_are_found_after_their_network(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "微信支付失败，QQ音乐会员退不了",
        "WeChat Pay failed, WeChat: great app",
        "my Facebook account is suspended",
        "your Instagram @AcmeShop never replies",
        "Instagram at 5pm, Line 2: closed",
        "QQ 20000元",
        "@AcmeSupport where is it",
        "signal is bad at 4pm",
    ],
)
def test_names_of_networks_alone_stay(assert_marked, text):
    assert_marked(text)
