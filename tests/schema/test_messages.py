import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field, ValidationError

import feedback_ai
from feedback_ai import errors
from feedback_ai.errors import (
    InputFormatError,
    InputNotFoundError,
    NotFoundError,
    OptionError,
    SettingError,
    TooFewError,
)
from feedback_ai.ingest import REFUSALS
from feedback_ai.notify.rules import Quiet
from feedback_ai.schema.configuration import Name, Table
from feedback_ai.schema.messages import PLACE, catalogue, error_line, in_chinese, refusal
from feedback_ai.services import audits, series

SOURCE = Path(feedback_ai.__file__).parent


@lru_cache(maxsize=1)
def nodes() -> list[ast.AST]:
    """All that the library is written of."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py"))
    return [node for tree in trees for node in ast.walk(tree)]


def written() -> set[str]:
    """Every text of the library, with `{}` where it has a value."""
    return {text for node in nodes() if (text := template(node))}


def template(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(template(part) or "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_every_error_has_a_heading_in_chinese():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.code for kind in kinds if issubclass(kind, errors.FeedbackError)}
    assert set(catalogue().errors) == codes


def test_every_reason_to_refuse_a_row_has_a_heading_in_chinese():
    assert set(catalogue().refused) == REFUSALS.keys() | audits.REFUSALS.keys() | series.REFUSALS.keys()


def test_every_sentence_of_the_catalogue_is_one_that_the_code_writes():
    texts = written()
    patterns = {key: re.compile("(.+?)".join(map(re.escape, PLACE.split(key)))) for key in catalogue().sentences}
    assert [key for key, pattern in patterns.items() if not any(map(pattern.fullmatch, texts))] == []


@pytest.mark.parametrize("english", catalogue().sentences | catalogue().libraries)
def test_a_sentence_keeps_its_values(english):
    values = iter([f"v{n}" for n in range(9)])
    ours = {"word": "topic", "sentence": "there is no such key", "option": "--week"}
    given = PLACE.sub(lambda place: ours.get(place[0][1:-1]) or next(values), english)
    chinese = {"topic": "主题", "there is no such key": "没有这个键"}
    kept = [chinese.get(value, value) for value in re.findall(r"\bv\d\b|\btopic\b|there is no such key", given)]
    told = in_chinese(given)
    assert told is not None
    assert english in catalogue().libraries or all(value in told for value in kept[: len(PLACE.findall(english))])
    assert "{" not in told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            InputNotFoundError("There is no file a.csv.", hint="Check the path; `-` reads standard input."),
            "错误 [input_not_found] 找不到文件 a.csv。请检查路径；`-` 表示标准输入。",
        ),
        (
            OptionError("There is no state 'shut'.", hint="Give one of them.", options=("open", "closed")),
            "错误 [option_invalid] 没有状态 'shut'。请从中选择。有效值：open、closed。",
        ),
        (
            OptionError(
                "Work begins only with a countermeasure and an effect test, or with a note that says why there is "
                "none.",
                hint="Note with `feedback-ai backlog measure` who does what until when, and fix the test with "
                "`feedback-ai backlog plan`.",
            ),
            "错误 [option_invalid] 须先有措施和效果检验才能开始执行，或附备注说明为何没有。"
            "请用 `feedback-ai backlog measure` 登记由谁、在何时之前、做什么，"
            "并用 `feedback-ai backlog plan` 确定检验方案。",
        ),
        (
            NotFoundError("There is no API key under that id.", hint="`feedback-ai keys list` shows the ids."),
            "错误 [not_found] 没有此编号的API 密钥。编号见 `feedback-ai keys list`。",
        ),
        (
            TooFewError(
                "There are 3 days of history before the 28 days to 2026-07-31.",
                hint="Growth needs at least 14; wait, or choose a shorter window or a later day.",
            ),
            "错误 [too_few] 在截至 2026-07-31 的 28 天之前，只有 3 天的历史数据。"
            "判断增长至少需要 14 天；请等待，或选择更短的窗口或更晚的日期。",
        ),
        (
            SettingError("a.toml, rule 2: it names no team.", hint="docs/alerts.md shows a file and tells every key."),
            "错误 [setting_invalid] a.toml，规则 2：没有指定团队。文件示例和全部键见 docs/alerts.md。",
        ),
        (
            SettingError("a.toml, rule 2, quiet: it is odd.", hint="docs/alerts.md shows a file and tells every key."),
            "错误 [setting_invalid] 某项设置或配置文件无法使用。请改正后重试。文件示例和全部键见 docs/alerts.md。"
            "（a.toml, rule 2, quiet: it is odd.）",
        ),
        (
            InputFormatError("Row 3: The value is not a number such as 4.5, 1000 or 1,000.", hint=series.HINT),
            "错误 [input_format] 第 3 行：值不是数字；应如 4.5、1000 或 1,000。未导入任何内容；请改正文件后重新导入。",
        ),
        (
            OptionError("There is no kind of countermeasure 'foo'.", hint="Give one of them.", options=("lasting",)),
            "错误 [option_invalid] 没有措施类型 'foo'。请从中选择。有效值：lasting。",
        ),
    ],
)
def test_an_error_is_told_in_chinese_as_far_as_there_are_words(error, told):
    assert error_line(error, "zh") == told
    assert error_line(error, "en") == f"error {error}"


def raised() -> set[str]:
    """Every sentence of an error, with `{}` where it has a value."""
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    told: list[ast.AST] = []
    for node in nodes():
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in kinds:
            told += [*node.args[:1], *(own.value for own in node.keywords if own.arg == "hint")]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("what", "hint", "HINT"):
            told.append(node.value)
    parts = [part for one in told for part in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]
    return {text for part in parts if (text := template(part))}


WHOLE = {
    "{}{}: {}.",  # a configuration file
    "{} in the year {}.",
    "{} on {}: item {} began on {}.",
    "Row {}: {}",
    "The columns of the {} answers are not the {} of SERVQUAL: {}.",
    "The header of {} cannot be read: {}",
    "{} cannot be {}.",  # an option
    "{} cannot be used: {}.",
}
"""Sentences that are Chinese only as a whole, since a value of theirs is a sentence or an option."""


def test_every_sentence_of_an_error_is_told_in_chinese():
    values = ("§", "topic", "'hotel'")
    english = {text for text in raised() if not any(in_chinese(text.replace("{}", value)) for value in values)}
    assert english == WHOLE


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a.toml, rule 2, quiet: there is no such key.", "a.toml，规则 2，quiet：没有这个键。"),
        ("a.toml, standard 2 ('reply'), by: Field required.", "a.toml，服务标准 2 ('reply')，by：缺少此键。"),
        ("A window cannot end in the year 9999.", "窗口的截止时间无法使用：年份 9999 超出范围。"),
        (
            "Nothing can be due on 1990-01-01: item 3 began on 2026-01-02.",
            "期限无法使用（1990-01-01）：改进项 3 始于 2026-01-02。",
        ),
        (
            "The columns of the expectation answers are not the 22 of SERVQUAL: E3 is missing.",
            "期望题的列不是 SERVQUAL 的 22 题：缺少 E3。",
        ),
        (
            "The header of a.csv cannot be read: The quotes in line 1 do not match; valid is a field in double quotes, "
            "quotes within it doubled.",
            "无法读取 a.csv 的表头：line 1 中的引号不配对；字段应放在双引号内，其中的引号须写两次。",
        ),
        ("topic: No text was written up to 2020-01-01.", "主题：截至 2020-01-01 没有任何文本。"),
        ("--facet cannot be 'x'.", "--facet 不能为 'x'。"),
        ("--note cannot be used: String should have at most 9 characters.", "--note 的值无法使用：至多可有 9 个字符。"),
        (
            "Row 2: The value is too small or too large: nps is from -100 to 100.",
            "第 2 行：值过小或过大：nps 应在 -100 至 100 之间。",
        ),
    ],
)
def test_a_sentence_within_a_sentence_is_told_in_chinese(english, chinese):
    assert in_chinese(english) == chinese


def test_what_a_library_says_of_a_file_is_told_in_chinese():
    class Form(Table):
        name: Name
        n: int = Field(ge=1)
        flag: bool
        kind: Literal["a", "b"]
        inner: Quiet
        more: tuple[str, ...] = Field(min_length=1, strict=False)

    wrong = {"name": "", "n": 0, "flag": 1, "kind": "c", "inner": 1, "more": [], "beyond": 1}
    for content in (wrong, {"n": "x", "name": 1, "more": 1}):
        with pytest.raises(ValidationError) as caught:
            Form.model_validate(content)
        assert [error["msg"] for error in caught.value.errors() if in_chinese(error["msg"]) is None] == []


def test_no_english_is_taken_for_a_value():
    texts = raised()
    assert len(texts) > 300
    for text in texts:
        chinese = re.sub(r"`[^`]*`", "", in_chinese(text.replace("{}", "§")) or "")
        assert not re.search(r"(?<!--)\b[a-z]{2,} [a-z]{2,}", chinese), text


def test_a_word_of_a_users_own_is_not_translated():
    assert in_chinese("There is no file topic.") == "找不到文件 topic。"
    assert in_chinese("There is no file a{0}(b).csv.") == "找不到文件 a{0}(b).csv。"
    assert in_chinese("There is no gizmo 'a'.") is None


def test_a_refused_row_is_told_by_its_code_with_the_meaning_in_chinese():
    assert refusal("date_unreadable", "en") == "date_unreadable"
    assert refusal("date_unreadable", "zh") == "日期无法识别（date_unreadable）"
