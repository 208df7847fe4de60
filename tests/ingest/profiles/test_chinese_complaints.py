"""Complaint and hotline exports of Chinese systems."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_ai.ingest import read
from feedback_ai.ingest.profiles.chinese_complaints import SATISFACTION
from feedback_ai.schema import FeedbackRecord

Write = Callable[..., Path]

ROWS = [
    ["工单号", "受理时间", "投诉内容", "来源", "责任单位", "触点", "满意度", "客户编号", "客户等级", "处理结果"],
    [
        "\tGD20260403001",
        "2026年4月3日 17:12",
        "快递显示已签收，但是我没有收到。",
        "热线",
        "城南站",
        "配送",
        "不满意",
        "8801",
        "金卡",
        "已办结",
    ],
    [
        "GD20260403002",
        "2026/4/3 17:12",
        "师傅服务很好，准时送到。",
        "微信",
        "城北站",
        "配送",
        "非常满意",
        "8802",
        "",
        "",
    ],
    ["GD20260403003", "2026/4/3 17:12", " ", "微信", "城北站", "配送", "未评价", "8803", "", ""],
]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_the_export_becomes_records_in_every_usual_encoding(write_csv: Write, encoding: str) -> None:
    check(write_csv(ROWS, "complaints.csv", encoding))


def test_the_export_becomes_records_from_a_workbook(write_xlsx: Write) -> None:
    check(write_xlsx(ROWS))


def test_a_title_above_the_header_is_passed_over(write_csv: Write, write_xlsx: Write) -> None:
    titled = [["2026年第二季度投诉明细", *[""] * 9], *ROWS]
    check(write_csv(titled, encoding="gb18030"))
    check(write_xlsx(titled))


def check(path: Path) -> None:
    with read(path) as reading:
        first, second, third = reading
    assert reading.profile == "chinese_complaints"
    assert reading.columns["text"] == "投诉内容"
    assert isinstance(first, FeedbackRecord)
    assert isinstance(second, FeedbackRecord)
    assert (first.id, first.text) == ("GD20260403001", "快递显示已签收，但是我没有收到。")
    assert first.created_at == second.created_at == datetime(2026, 4, 3, 17, 12, tzinfo=UTC)
    assert (first.channel, first.unit, first.touchpoint) == ("热线", "城南站", "配送")
    assert (first.rating, second.rating) == (2.0, 5.0)
    assert (first.customer_id, first.customer_tier) == ("8801", "金卡")
    assert first.metadata == {"处理结果": "已办结"}
    assert third.code == "text_missing"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "header",
    [
        ["编号", "创建时间", "诉求内容", "渠道", "门店", "环节", "评分", "会员号", "会员等级"],
        ["投诉编号", "投诉时间", "问题描述", "渠道", "网点", "环节", "星级", "会员号", "会员等级"],
        ["工单编号", "来电时间", "评论内容", "来源", "承办单位", "触点", "评分", "客户编号", "客户等级"],
        ["工單號", "受理時間", "投訴內容", "來源", "責任單位", "觸點", "滿意度", "客戶編號", "客戶等級"],
    ],
)
def test_other_names_of_the_columns_are_known_in_both_scripts(write_csv: Write, header: list[str]) -> None:
    row = ["7", "2026-04-03", "电梯坏了", "热线", "总店", "到店", "3", "8", "银卡"]
    with read(write_csv([header, row])) as reading:
        assert reading.profile == "chinese_complaints"
        assert list(reading.columns) == [
            "text",
            "id",
            "channel",
            "created_at",
            "rating",
            "unit",
            "touchpoint",
            "customer_id",
            "customer_tier",
        ]


def test_satisfaction_in_words_keeps_to_the_scale_of_five() -> None:
    assert set(SATISFACTION.values()) == {1, 2, 3, 4, 5}


def test_a_satisfaction_of_another_kind_is_refused_not_guessed(
    write_csv: Write, texts_of: Callable[..., object]
) -> None:
    path = write_csv([["工单号", "投诉内容", "满意度"], ["1", "电梯坏了", "马马虎虎"], ["2", "电梯坏了", "滿意"]])
    assert texts_of(path) == ["[rating_not_a_number]", "电梯坏了"]
