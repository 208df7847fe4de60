import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.normalize.language import detect
from feedback_ai.schema import Language

ENGLISH = """
The parcel was left in the rain and nobody answered the door bell.
ok
N/A
gr8 svc
WORST BANK EVER
recieved wrng itm agn
Dr Nguyen Thi Hoa was brilliant
Maria Gonzalez at reception, Barcelona branch
ordered from Rue de Rivoli store
José at the café was great
idk tbh meh
my pkg nvr arrivd smh
Wifi crap, telly broke
eSIM activation failed again
5 stars
soooo goooood
hiya can u tell me wen my ordr gets ere
Friendly efficient professional
brill lads, cheers
Please call me on <PHONE> or write to <EMAIL>
""".strip().splitlines()

SIMPLIFIED = """
服务态度很差，等了两个小时
iPhone 13 Pro Max 很好用
服务OK
这个APP的UI太差
点了一份 Caesar Salad 和 Tiramisu，味道一般
好
(づ￣3￣)づ 味道超好
の味道不错，还会回购
拨打<PHONE>没人接，邮箱<EMAIL>也没人回
老板娘把后厨收拾得很干净，里面台面也亮
""".strip().splitlines()

TRADITIONAL = """
服務人員態度很差，等了兩個小時
這間診所的櫃檯很親切
唔好食
好用 CP值高
排隊排咗成粒鐘，冇人理
後面的座位太擠了，電話 <PHONE> 也打不通
""".strip().splitlines()

OTHER = """
La chambre était sale et bruyante
Personne ne répond au téléphone
Mon remboursement n'est jamais arrivé
El camarero nos trató muy mal
Llevo dos semanas esperando el reembolso
Todo estuvo perfecto, volveremos
Der Techniker kam zwei Stunden zu spät
Das Essen war kalt und teuer
Niemand geht ans Telefon
O técnico não apareceu na hora marcada
Comida fria e atendimento demorado
Il cameriere è stato molto scortese
Nessuno risponde al telefono da ieri
Kurir datang terlambat dan paketnya rusak
Stafnya ramah tetapi kamarnya kotor
Nhân viên không nghe điện thoại của tôi
Đồ ăn nguội và giao hàng trễ
De monteur kwam twee uur te laat
Mijn rekening is zonder reden geblokkeerd
Kurier spóźnił się dwie godziny
Kurye iki saat geç geldi
Ingen svarar i telefonen hos er
Курьер опоздал на два часа
وصل الطرد متأخرا ومكسورا
店員さんがとても親切でした。
料理は冷めていて残念です
배달이 두 시간이나 늦었어요
พนักงานไม่รับโทรศัพท์เลย
""".strip().splitlines()


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text):
    assert detect(text) == (Language.ENGLISH, False)


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified_chinese(text):
    assert detect(text) == (Language.SIMPLIFIED, False)


@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_chinese(text):
    assert detect(text) == (Language.TRADITIONAL, False)


@pytest.mark.parametrize("text", OTHER)
def test_other_languages(text):
    assert detect(text) == (Language.OTHER, False)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The 服务态度 was bad and the waiter 很凶", Language.ENGLISH),
        ("那个staff态度very bad", Language.SIMPLIFIED),
        ("Check-in was slow, 前台態度不好，但是房間還可以 and breakfast was nice", Language.TRADITIONAL),
        (
            "房间很干净，前台很热情，服务态度很好，这里还可以，设备齐全。後來電梯壞了，沒有人來處理。",
            Language.SIMPLIFIED,
        ),
    ],
)
def test_mixed_texts_are_named(text, language):
    assert detect(text) == (language, True)


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("好用", "zh-TW", Language.TRADITIONAL),
        ("好用", "zh_Hant_HK", Language.TRADITIONAL),
        ("好用", "zh-CN", Language.SIMPLIFIED),
        ("好用", None, Language.SIMPLIFIED),
        ("12345", "en-US", Language.ENGLISH),
        ("👍", "zh", Language.SIMPLIFIED),
        ("👍", "English", Language.ENGLISH),
        ("👍", None, Language.OTHER),
        ("👍", "no such tag", Language.OTHER),
        ("bien", "es", Language.OTHER),
        ("super", "en", Language.ENGLISH),
        ("super", "und", Language.ENGLISH),
    ],
)
def test_hint_decides_where_the_text_is_too_short(text, hint, language):
    assert detect(text, hint)[0] is language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("The driver was rude and late again.", "zh-CN", Language.ENGLISH),
        ("服務很好", "zh-CN", Language.TRADITIONAL),
        ("服务很好", "en", Language.SIMPLIFIED),
        ("Le livreur était en retard et impoli", "en", Language.OTHER),
    ],
)
def test_hint_never_overrules_the_text(text, hint, language):
    assert detect(text, hint)[0] is language


def test_placeholders_and_addresses_are_no_english():
    assert detect("<PHONE> <EMAIL>") == (Language.OTHER, False)
    assert detect("https://example.com/a-long-page", "zh") == (Language.SIMPLIFIED, False)
    assert detect("联系 <NAME> <PHONE> <EMAIL> <ADDRESS>") == (Language.SIMPLIFIED, False)


def test_quoted_japanese_name_does_not_make_a_chinese_text_foreign():
    assert detect("很推這家「みな」的拉麵，湯頭濃郁，份量也足夠")[0] is Language.TRADITIONAL


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=60), st.none() | st.text(max_size=12))
def test_any_text_and_any_hint_have_an_answer(text, hint):
    language, mixed = detect(text, hint)
    assert language in Language
    assert isinstance(mixed, bool)
    assert detect(text, hint) == (language, mixed)
