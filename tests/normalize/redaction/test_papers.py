"""Cards, accounts, identity numbers, plates."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "card [[CARD 5500 0000 0000 0004]] exp 04/27",
        "[[CARD 4111-1111-1111-1111]]",
        "Amex [[CARD 3782 822463 10005]]",
        "银联[[CARD 6250941006528599]]扣款",
        "[[CARD ４１１１　１１１１　１１１１　１１１１]]",
        "银行卡[[CARD 6222021234567890123]]被冻结",
        "IBAN [[IBAN GB82 WEST 1234 5698 7654 32]] is mine",
        "退到[[IBAN DE89370400440532013000]]。",
        "[[IBAN nl91abna0417164300]]",
        "IBAN [[IBAN CH93-0076-2011-6238-5295-7]]",
    ],
)
def test_cards_and_accounts_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "order 4111111111111111",
        "4111 1111 1111 1112 fails its check",
        "card ending 4242, 尾号4321",
        "订单号2024050112345678901",
        "9400 1000 0000 0000 0000 00",
        "0000 0000 0000 0000",
        "GB82 WEST 1234 5698 7654 33",
        "in de89 hours",
    ],
)
def test_numbers_without_check_digits_and_orders_stay(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "身份证[[ID 11010519491231002X]]",
        "[[ID 110105 19491231 002x]]",
        "身份证号：[[ID 440524188001010014]]",
        "身分證字號[[ID A123456789]]",
        "香港身份證[[ID A123456(3)]]",
        "SSN [[ID 123-45-6789]]",
        "social security number [[ID 457 55 5462]]",
        "NI number [[ID QQ 12 34 56 C]]",
        "mine is [[ID AB123456C]]",
        "NHS number, [[ID 943 476 5919]]",
        "passport no [[ID 533380006]]",
        "护照[[ID E12345678]]丢了",
        "driving licence [[ID MORGA657054SM9IJ]]",
        "就诊卡号：[[ID 0012345678]]",
    ],
)
def test_identity_numbers_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021 has a wrong check digit",
        "order A123456789",
        "工号8812，employee ID 48213",
        "our PN 320008A wheel",
        "000-12-3456 and 123-00-4567",
    ],
)
def test_other_numbers_are_no_identity_numbers(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "车牌[[PLATE 沪A·D12345]]的网约车",
        "[[PLATE 粤B·12345F]]",
        "[[PLATE 京A 12345]]，黑色",
        "[[PLATE 粵B12345]]司機",
        "車牌[[PLATE ABC-1234]]",
        "black van reg. [[PLATE KX19 ZLT]]",
        "License plate: [[PLATE KLM-4821]]",
        "My car is parked. The other one is [[PLATE DA21 NUX]]",
    ],
)
def test_plates_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize("text", ["最新A12345款", "model AB12 CDE", "registration is closed", "房间A12345"])
def test_models_are_no_plates(assert_marked, text):
    assert_marked(text)
