"""What stands before a number and says that it is no personal value: an order number, a hotline, an amount."""

import re

from feedback_ai.normalize.redaction.rules import WORD, joined

_WINDOW = 40
"""Code points looked back at."""

_REFERENCE = re.compile(
    joined(
        rf"""
        (?:{WORD}(?i:orders?|tracking|track|waybill|parcel|package|consignment|shipment|invoice|receipt|ref(?:erence)?
        |ticket|cases?|claim|complaint|booking|reservation|confirmation|conf|transactions?|txn|trans|job|serial|s/n|sn
        |sku|models?|parts?|items?|products?|batch|lot|bar ?code|code|vouchers?|coupon|policy|account|acct|a/c|meter
        |imei|pnr|flight|po|quote|isbn|upc|ean|asin|contract|membership|member|loyalty|gift card|points card|version
        |ver|build|vin|nhs|ssn|social security|passport|patient|licen[cs]e|ni|national insurance|qq|amount|total
        |balance|extension)
        (?i:[ ,-]{{0,2}}(?:numbers?|num|nos?|nr|id|code|ref|reference|security number|号码|号|编号),?)*
        |(?:订单|单|运单|快递|物流|包裹|编|流水|工单|受理|案件|保单|合同|票|序列|货|型|条|批|券|取件|验证|发票|凭证
        |交易|参考|预约|预订|会员|会员卡|积分卡|追踪|查询|取货|提货|登机|航班|商品|产品|设备|机器|房|桌|座位|群|账
        |帐)(?:号码|号|码|编号|单号)|订单|运单|工单|流水|QQ(?:号码|号|群)?)
        (?i:[ ]?(?:is|was|of|as|under|是|为))?[ ]?[.:#=(\"']{{0,2}}[ ]?$
        """
    )
)
_REFERENCE_WORD = re.compile(
    joined(
        rf"""
        {WORD}(?i:orders?|tracking|waybill|invoice|receipt|ref(?:erence)?|ticket|case|claim|booking|reservation
        |confirmation|transaction|serial|sku|model|batch|barcode|voucher|policy|account|imei|flight)(?![A-Za-z])
        |订单|单号|运单|编号|流水|工单|保单|序列号|型号|条码|取件码|验证码|发票|交易
        """
    )
)
_HOTLINE = re.compile(
    joined(
        rf"""
        (?:(?:热线|专线|总机|总台|客服)(?:电话|号码)?
        |(?:客服|服务|投诉|举报|咨询|监督|订餐|订座|预订|报修|售后|官方|前台|酒店|门店|店里|银行|医院|你们|贵司|总部)
        (?:中心|部)?的?(?:电话|号码|座机))[ :(是为打]{{0,4}}$
        |{WORD}(?i:hot ?line|help ?line|customer (?:services?|care|support)(?: team| desk)?|support (?:line|desk)
        |call cent(?:re|er)|service (?:line|desk)|switchboard|front desk|help ?desk|enquir(?:y|ies) line
        |complaints? line|support|service|your (?:phone |contact |telephone )?(?:number|line))
        (?i:[ ]?(?:numbers?|phone|line|is|on|at|via|,|:|\())*[ ]?$
        """
    )
)
_MONEY_BEFORE = re.compile(r"[¥$€£￥][ ]?$|(?:RMB|CNY|USD|GBP|HKD|TWD|NTD|NT|EUR)[ $]{0,2}$")
_MONEY_AFTER = re.compile(r"[ ]?(?:元|块|万|亿|%|美元|港币|台币|USD|GBP|EUR|RMB|dollars|pounds|yuan)|\.[0-9]")


def preceding(match: re.Match[str], group: str | int = 0, window: int = _WINDOW) -> str:
    """The code points before a group of a match, at most `window` of them."""
    start = match.start(group)
    return match.string[max(0, start - window) : start]


def is_reference(match: re.Match[str], group: str | int = 0) -> bool:
    """Whether the words right before say that the number is that of an order, a ticket, an account or the like."""
    return _REFERENCE.search(preceding(match, group)) is not None


def mentions_reference(text: str) -> bool:
    """Whether a text speaks of an order, a ticket, an account or the like."""
    return _REFERENCE_WORD.search(text) is not None


def is_hotline(match: re.Match[str], group: str | int = 0) -> bool:
    """Whether the words before say that the number is the service's own."""
    return _HOTLINE.search(preceding(match, group)) is not None


def is_amount(match: re.Match[str], group: str | int = 0) -> bool:
    """Whether a currency stands before or after the number, or a decimal part follows it."""
    return (
        _MONEY_BEFORE.search(preceding(match, group, 6)) is not None
        or _MONEY_AFTER.match(match.string, match.end(group)) is not None
    )
