"""The sheet of an audit: a row a segment, with empty columns for people; written, and read back.

What the model says is not on it: who has read it would agree with it too often.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feedback_ai.errors import InputColumnError, InputEmptyError, InputFormatError
from feedback_ai.ingest.formats import choose_format
from feedback_ai.ingest.readers import READERS, RawItem
from feedback_ai.ingest.source import open_source
from feedback_ai.schema import Facet, RefusedRow, Sentiment
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.services import audits
from feedback_ai.services.audit_views import AuditDetail, LabelSummary, SegmentLabel, TextLabels
from feedback_ai.services.output import open_output
from feedback_ai.services.sheets import Cell, check_format, to_bytes
from feedback_ai.store import Store

FORMATS = ("csv", "xlsx")
HEADINGS = {
    "audit": "抽查",
    "text_id": "文本编号",
    "segment": "片段",
    "language": "语言",
    "text": "全文",
    "words": "片段内容",
    **{str(facet): name_of(facet, "zh") for facet in Facet},
    "done": "已完成",
    "codebook": "标注说明",
}
"""Columns in their order, with what stands behind their names in Chinese."""
NEEDED = ("audit", "text_id", "segment", "done", *map(str, Facet))
CODEBOOK: dict[Lang, dict[str, str]] = {
    "en": {
        "": "Read the whole text first. For each segment: -1 dissatisfied, 1 satisfied, 0 judged but mixed or without "
        "verdict; leave empty what it does not judge. A verdict on the whole (five stars, worst ever) judges none. "
        "Then put x under done, in any row of the text; also where nothing is judged.",
        Facet.TANGIBLES: "premises, cleanliness, equipment, parking, look and ease of app or site, packaging",
        Facet.RELIABILITY: "as promised, right the first time; late against a promise, wrong bill, failing system",
        Facet.RESPONSIVENESS: "speed and willingness: waiting, queues, no answer, quick fix",
        Facet.ASSURANCE: "courtesy, skill, honesty, safety, privacy",
        Facet.EMPATHY: "care for this customer's own case, flexibility, hours that suit",
        Facet.PRODUCT: "the thing itself: taste, quality, what it can do",
        Facet.PRICE: "price level, value, fees as such",
    },
    "zh": {
        "": "先通读全文，再逐片段填写：-1 不满意，1 满意，0 有评价但褒贬不一或不明；未评价的留空。"
        "笼统的总评（五星、最差）不算任何维度。填完后在该文本任一行的“已完成”填 x；全无评价的也要填。",
        Facet.TANGIBLES: "场所、清洁、设备、停车、应用或网站的外观与易用、包装",
        Facet.RELIABILITY: "是否按承诺、一次做对；逾期、账单错误、系统故障",
        Facet.RESPONSIVENESS: "快慢与意愿：等候、排队、无人理、很快解决",
        Facet.ASSURANCE: "礼貌、专业、诚实、安全、隐私",
        Facet.EMPATHY: "体谅个人情况、灵活、营业时间方便",
        Facet.PRODUCT: "产品本身：味道、质量、功能",
        Facet.PRICE: "价格高低、性价比、收费本身",
    },
}
SENTIMENTS = {
    **dict.fromkeys(("-1", "negative", "负面", "負面"), Sentiment.NEGATIVE),
    **dict.fromkeys(("0", "neutral", "中性"), Sentiment.NEUTRAL),
    **dict.fromkeys(("1", "+1", "positive", "正面"), Sentiment.POSITIVE),
}
DONE = {**dict.fromkeys(("x", "yes", "y", "1", "true", "✓", "√", "是"), True)}
DONE |= dict.fromkeys(("", "no", "n", "0", "false", "否"), False)
# Signs as keyboards and spreadsheets of both languages write them.
_PLAIN = str.maketrans("−－＋０１", "--+01")


@dataclass
class _Text:
    """What the rows of one text say, as far as they can be read."""

    row: int
    done: bool = False
    segments: set[int] = field(default_factory=set)
    labels: list[SegmentLabel] = field(default_factory=list)
    wrong: bool = False


def write_sheet(audit: AuditDetail, path: str, format: str | None = None) -> None:
    """Write the sheet of an audit: a row a segment, in the random order of the draw.

    Args:
        audit: The audit.
        path: The file, or `-` for standard output.
        format: One of `FORMATS`; what the file's ending says if None, and CSV on standard output.

    Raises:
        OptionError: If there is no such format.
        OutputError: If the file cannot be written.
    """
    chosen = sheet_format(path) if format is None else format
    content = to_bytes(table(audit), chosen, title=f"audit {audit.id}")
    with open_output(path) as stream:
        stream.write(content)


def sheet_format(path: str) -> str:
    """The format of a sheet by its file's ending; CSV on standard output.

    Raises:
        OptionError: If there is no such format.
    """
    chosen = "csv" if path == "-" else Path(path).suffix.lower().lstrip(".")
    check_format(chosen)
    return chosen


def table(audit: AuditDetail) -> list[list[Cell]]:
    """Header and rows; the columns of labels and `done` are empty, whatever people said before."""
    rows: list[list[Cell]] = [[f"{name} {chinese}" for name, chinese in HEADINGS.items()]]
    for text in audit.texts:
        for segment in text.segments:
            first = segment.index == 0
            rows.append(
                [
                    *(audit.id, text.feedback_id, segment.index, text.language, text.text if first else ""),
                    *(segment.words, *("" for _ in Facet), "", _codebook(text.language) if first else ""),
                ]
            )
    return rows


def import_sheet(store: Store, path: str, *, actor: str) -> LabelSummary:
    """Take the labels of a sheet; texts that are not marked as done are left for later, wrong rows are refused.

    Args:
        store: The store.
        path: The sheet, CSV or XLSX, or `-` for standard input.
        actor: Who labelled it.

    Raises:
        InputError: If it cannot be read, or columns are missing.
        NotFoundError: If it is of no audit.
        StoreError: If the store fails; nothing is changed then.
    """
    items = list(_rows(path))
    numbers = {_plain(item["audit"]) for _, item in _good(items)}
    if len(numbers) != 1 or not (number := numbers.pop()).isdecimal():
        raise InputFormatError(f"{path} is not of one audit.", hint="Give the sheet of one audit, with its column.")
    audit = audits.get_audit(store, int(number))
    texts, refused = _gathered(items)
    expected = {text.feedback_id: len(text.segments) for text in audit.texts}
    ready: dict[str, _Text] = {}
    for id_, text in texts.items():
        if code := _unfit(text, expected.get(id_)):
            refused.append(_refusal(text.row, code))
        elif text.done and not text.wrong:
            ready[id_] = text
    labels = [TextLabels(feedback_id=id_, labels=tuple(text.labels)) for id_, text in ready.items()]
    rows = [text.row for text in ready.values()]
    summary = audits.put_labels(store, audit.id, labels, actor=actor, rows=rows)
    everything = sorted([*refused, *summary.refused], key=lambda one: one.row)
    return summary.model_copy(update={"refused": tuple(everything)})


def _codebook(language: str) -> str:
    lang: Lang = "en" if language == "en" else "zh"
    words = CODEBOOK[lang]
    colon, stop = (": ", "; ") if lang == "en" else ("：", "；")
    return f"{words['']} {stop.join(f'{name_of(facet, lang)}{colon}{words[facet]}' for facet in Facet)}"


def _rows(path: str) -> Iterator[RawItem]:
    """The rows of a sheet as they stand there, by the first word of each heading."""
    with closing(open_source(path)) as source:
        if not source.head:
            raise InputEmptyError(f"{source.name} is empty.", hint="Give the sheet that `audit sample` wrote.")
        chosen = choose_format(source, "auto")
        if chosen not in FORMATS:
            raise InputFormatError(f"{source.name} is no table.", hint="Give the sheet.", options=FORMATS)
        if chosen == "csv":
            source.choose_encoding(None)
        yield from READERS[chosen](source, [])


def _good(items: Sequence[RawItem]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Number and cells of the rows that can be read."""
    for item in items:
        if isinstance(item, RefusedRow) or not item.values:
            continue
        cells = {str(name).split()[0]: value for name, value in item.values.items()}
        if missing := [name for name in NEEDED if name not in cells]:
            raise InputColumnError(
                f"The sheet has no column {', '.join(missing)}.", hint="Leave the headings of the sheet as they are."
            )
        yield item.number, cells


def _gathered(items: Sequence[RawItem]) -> tuple[dict[str, _Text], list[RefusedRow]]:
    """What rows say by text, and the rows that cannot be read; a text with such a row is marked as wrong."""
    refused = [item for item in items if isinstance(item, RefusedRow)]
    texts: dict[str, _Text] = {}
    for row, cells in _good(items):
        text = texts.setdefault(_plain(cells["text_id"]), _Text(row))
        for code in _add_row(text, cells):
            text.wrong = True
            refused.append(_refusal(row, code))
    return texts, refused


def _add_row(text: _Text, cells: Mapping[str, Any]) -> Iterator[str]:
    """Add a row to its text; gives what is wrong with it."""
    segment, done = _plain(cells["segment"]), DONE.get(_plain(cells["done"]))
    if not segment.isdecimal() or len(segment) > 6:
        yield "audit_segment_unknown"
        return
    if int(segment) in text.segments:
        yield "audit_text_repeated"
    if done is None:
        yield "audit_done_unreadable"
    text.segments.add(int(segment))
    text.done |= bool(done)
    for facet in Facet:
        written = _plain(cells[facet])
        if not written:
            continue
        if written not in SENTIMENTS:
            yield "audit_label_unreadable"
            return
        label = SegmentLabel(segment_index=int(segment), facet=facet, sentiment=SENTIMENTS[written])
        text.labels.append(label)


def _unfit(text: _Text, n_segments: int | None) -> str | None:
    """Why a text whose rows can be read is not taken; key of `audits.REFUSALS`."""
    if text.wrong:
        return None
    if not text.done:
        return "audit_not_done" if text.labels else None
    return "audit_rows_missing" if n_segments is not None and len(text.segments) < n_segments else None


def _refusal(row: int, code: str) -> RefusedRow:
    return RefusedRow(row=row, code=code, reason=audits.REFUSALS[code])


def _plain(value: object) -> str:
    """A cell as written: whole numbers without a point, signs and letters in their plain form."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip().lstrip("'").lower().translate(_PLAIN)
