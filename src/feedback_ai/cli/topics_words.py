"""Words of `feedback-ai topics`, in English and Chinese, and what its commands tell of a topic."""

from collections.abc import Mapping

from feedback_ai.cli.tables import cut
from feedback_ai.schema.names import Lang

LABEL_WIDTH = 44
SAID: Mapping[str, tuple[str, str]] = {
    "no topics": (
        "There are no topics yet; `feedback-ai topics fit` finds them.",
        "尚无主题；`feedback-ai topics fit` 可生成。",
    ),
    "none grown": ("No topic has more texts than before.", "没有主题的文本比此前多。"),
    "none new": ("Nothing that no topic covers has grown.", "没有增长的新问题。"),
    "list": ("id|texts|segments|topic|主题|", "编号|文本|片段|主题|"),
    "growth": (
        "id|texts|expected|ratio|95 % interval|q|alarm|by|first seen|topic|主题",
        "编号|文本|预期|倍数|95% 区间|q 值|报警|计数间隔|首次出现|主题",
    ),
    "in": ("in", "所在"),
    "candidates": (
        "texts|expected|ratio|95 % interval|q|first seen|mostly in|matter|新问题|for example",
        "文本|预期|倍数|95% 区间|q 值|首次出现|主要见于|新问题|示例",
    ),
    "series": ("texts|expected|of all texts|", "文本|预期|全部文本|"),
    "window": ("texts written from {start} to {end} UTC", "写于 {start} 至 {end} UTC 的文本"),
    "interval": ("{low:.1f} to {high}", "{low:.1f} 至 {high}"),
    "new": ("new", "新出现"),
    "part": ("{name} {share:.0%} (of all {usual:.0%})", "{name} {share:.0%}（全部文本中 {usual:.0%}）"),
    "alarm": ("alarm", "报警"),
    "hour": ("hour", "小时"),
    "day": ("day", "日"),
    "week": ("week", "周"),
    "topic": ("topic {id}{marks}: {label}", "主题 {id}{marks}：{label}"),
    "size": ("{texts:,} texts, {segments:,} segments", "{texts:,} 条文本，{segments:,} 个片段"),
    "found": ("first found {first}, last {last}", "首次得到于 {first}，最近 {last}"),
    "terms en": ("terms en: {terms}", "英文关键词：{terms}"),
    "terms zh": ("terms zh: {terms}", "中文关键词：{terms}"),
    "records": ("newest records: {records}", "最近的记录：{records}"),
    "theme": ("theme {id}: {label}", "主题组 {id}：{label}"),
    "no theme": ("without a theme; the next fit gives one", "没有主题组；下次拟合时给出"),
    "merged": ("merged into {into}", "已并入 {into}"),
    "retired": ("retired", "已停用"),
    "pinned": ("pinned", "已固定"),
    "hidden": ("hidden", "已隐藏"),
    "fitted": (
        "{n} topics: {continued} continued, {new} new, {retired} retired",
        "{n} 个主题：延续 {continued}，新增 {new}，停用 {retired}",
    ),
    "fitted shapes": (
        "of those continued: {split} split, {merged} merged with others, {kept} kept as people want them",
        "延续的主题中：拆分 {split}，并入其他 {merged}，按人工设定保留 {kept}",
    ),
    "agreement": (
        "agreement with the topics before (adjusted Rand index): {value:.2f}",
        "与此前主题的一致性（调整兰德指数）：{value:.2f}",
    ),
    "assigned": (
        "{n:,} segments judge something, {share:.0%} of them belong to no topic",
        "{n:,} 个片段含评价，其中 {share:.0%} 不属于任何主题",
    ),
}


def said(name: str, lang: Lang, /, **values: object) -> str:
    """Words of these commands."""
    return SAID[name][lang == "zh"].format(**values)


def header(name: str, lang: Lang) -> list[str]:
    """The header of a table."""
    return said(name, lang).split("|")


def labels(of: Mapping[str, str], lang: Lang) -> list[str]:
    """What a topic is called, as cells: in both languages in an English table, in Chinese in a Chinese one."""
    return [cut(of[own], LABEL_WIDTH) for own in (("en", "zh") if lang == "en" else ("zh",))]


def label(of: Mapping[str, str], lang: Lang) -> str:
    """The same, uncut and in one line."""
    return f"{of['en']} | {of['zh']}" if lang == "en" else of["zh"]
