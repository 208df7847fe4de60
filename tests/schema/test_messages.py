import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

import feedback_ai
from feedback_ai import errors
from feedback_ai.errors import InputNotFoundError, NotFoundError, OptionError, SettingError, TooFewError
from feedback_ai.ingest import REFUSALS
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


@pytest.mark.parametrize(("english", "chinese"), catalogue().sentences.items())
def test_a_sentence_keeps_its_values(english, chinese):
    values = iter([f"v{n}" for n in range(9)])
    given = PLACE.sub(lambda place: "topic" if place[0] == "{word}" else next(values), english)
    kept = ["主题" if word == "topic" else word for word in re.findall(r"\bv\d\b|\btopic\b", given)]
    told = in_chinese(given)
    assert told is not None
    assert all(value in told for value in kept[: len(PLACE.findall(english))])
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
            "错误 [setting_invalid] 某项设置或配置文件无法使用。请改正后重试。文件示例和全部键见 docs/alerts.md。"
            "（a.toml, rule 2: it names no team.）",
        ),
    ],
)
def test_an_error_is_told_in_chinese_as_far_as_there_are_words(error, told):
    assert error_line(error, "zh") == told
    assert error_line(error, "en") == f"error {error}"


def test_no_english_is_taken_for_a_value():
    calls = [node for node in nodes() if isinstance(node, ast.Call)]
    raised = [call for call in calls if getattr(call.func, "id", "").endswith("Error")]
    told = [part for call in raised for part in (*call.args, *(own.value for own in call.keywords))]
    texts = {text for part in told if (text := template(part))}
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
