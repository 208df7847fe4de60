import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from report_fakes import backlog, quote, report_data, topics, volume

from feedback_ai.errors import OptionError
from feedback_ai.report.data import ReportData
from feedback_ai.report.render import OFFICE, SECTIONS, format_of, make_document, markdown, render
from feedback_ai.report.said import Count, Topics
from feedback_ai.report.todo import Backlog, Critical, Team
from feedback_ai.schema.names import Lang

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a | b | c",
    "`code` and ``more``",
    "[x](javascript:alert(1))",
    "![x](http://example.org/x.png)",
    "<http://example.org>",
    "**bold** __bold__ ~~gone~~",
    "# heading",
    "line\n\n# heading\n- item\n```\nfence",
    "&lt;script&gt; &amp; \"'",
    "back\\slash \\| end\\",
    "$x$ \x00\x1b\ud800 {{ 7 * 7 }} {% raw %}",
    "https://example.org/x www.example.org mailto:a@example.org",
]


class Page(HTMLParser):
    """Tags, attributes, texts and the widths of the rows of tables."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.rows: list[list[int]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.rows.append([])
        elif tag == "tr":
            self.rows[-1].append(0)
        elif tag in {"th", "td"}:
            self.rows[-1][-1] += 1

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def hostile(words: str) -> ReportData:
    """Data in which everything that comes from outside is the words."""
    known = topics()
    labels = {"en": words, "zh": words}
    item = replace(backlog().items[0], title=labels, team=words, owner=words)
    said = replace(quote(words, words), unit=words)
    topic = replace(known.largest[0], labels=labels, terms={"en": (words,), "zh": (words,)}, quotes={"en": said})
    critical = replace(report_data().critical, quotes=(said,))
    frame = report_data().scores.by_unit
    whole = words.encode("utf-8", "ignore").decode()  # neither a store nor pandas with pyarrow holds half a character
    return report_data(
        topics=replace(known, largest=(topic,), growing=(replace(known.growing[0], labels=labels),)),
        backlog=Backlog(True, 1, (item,)),
        teams=(Team(words, 3, {}),),
        critical=critical,
        volume=volume(sources=(Count(words, 150, 120),)),
        scores=replace(report_data().scores, by_unit=frame.assign(group=frame["group"].replace("a", whole))),
        touchpoints={"process": labels},
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", ["html", "md"])
def test_the_same_data_gives_the_same_bytes(lang: Lang, format: str) -> None:
    page = render(report_data(), lang, format)
    assert page == render(report_data(), lang, format)
    assert not re.search(r"\bnan\b|None|\{\w+\}", page)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_holds_everything_in_itself(lang: Lang) -> None:
    text = render(report_data(), lang, "html")
    page = Page(text)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object"}
    assert {tag for tag, attributes in page.tags if "src" in attributes} == set()
    targets = [attributes.get("href") or attributes.get("xlink:href") or "#" for _, attributes in page.tags]
    assert all(target.startswith("#") for target in targets)
    assert not re.search(r"@import|url\((?!#)|\son\w+=", text)
    outside = set(re.findall(r"https?://[\w./-]+", text))
    assert outside <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_can_be_read_by_all(lang: Lang) -> None:
    page = Page(render(report_data(), lang, "html"))
    assert page.tags[0] == ("html", {"lang": {"en": "en", "zh": "zh-Hans"}[lang]})
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert [tag for tag, _ in page.tags].count("h2") == len(SECTIONS) == 9
    charts = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(charts) == 4
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    assert all(len(set(widths)) == 1 for widths in page.rows)
    heads = [attributes.get("scope") for tag, attributes in page.tags if tag == "th"]
    assert set(heads) == {"col", "row"}
    assert [tag for tag, _ in page.tags].count("caption") == len(page.rows)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {f"#{id_}" for id_ in ids} >= {attributes["href"] for tag, attributes in page.tags if tag == "a"}


def test_the_chinese_report_is_chinese() -> None:
    text = render(report_data(), "zh", "md")
    for english in ("Tangibles", "Reliability", "People", "Score", "texts", "Plan", "Complaint", "interval"):
        assert english not in text
    for chinese in ("有形性", "人员", "计划", "无规则指定", "一直无法激活。", "（未填）"):
        assert chinese in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_figure_of_the_page_is_in_the_markdown_too(lang: Lang) -> None:
    document = make_document(report_data(), lang)
    text = render(report_data(), lang, "md")
    tables = [block for section in document.sections for block in section.blocks if block.kind == "table"]
    assert len(tables) > 10
    for table in tables:
        for cell in (cell for row in table.rows for cell in row):
            assert markdown(cell.text) in text
            assert markdown(cell.small) in text


@pytest.mark.parametrize("words", HOSTILE)
def test_customers_words_do_nothing_in_html(words: str) -> None:
    harmless = Page(render(hostile("harmless"), "en", "html"))
    page = Page(render(hostile(words), "en", "html"))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in harmless.tags]
    assert page.rows == harmless.rows
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


@pytest.mark.parametrize("words", HOSTILE)
def test_customers_words_do_nothing_in_markdown(words: str) -> None:
    shown = [
        Page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(render(hostile(one), "en", "md")))
        for one in ("harmless", words)
    ]
    assert [tag for tag, _ in shown[1].tags] == [tag for tag, _ in shown[0].tags]
    assert shown[1].rows == shown[0].rows
    plain = " ".join("".join(c for c in words if c.isprintable() or c.isspace()).split())
    assert plain in "".join(shown[1].text)


@pytest.mark.parametrize("words", HOSTILE)
def test_another_reader_of_markdown_shows_no_mark_either(words: str) -> None:
    markdown2 = pytest.importorskip("markdown2")
    made = Page(markdown2.markdown(f"- “{markdown(words)}”", extras=["tables", "strike"]))
    assert {tag for tag, _ in made.tags} <= {"ul", "li", "p"}


def test_a_format_that_there_is_not_names_those_that_are() -> None:
    for format in ("pptx", "xlsx", "pdf", "", "HTML"):
        with pytest.raises(OptionError) as caught:
            render(report_data(), "en", format)
        assert caught.value.options == ("html", "md")
    with pytest.raises(OptionError) as caught:
        render(report_data(), "fr", "html")
    assert caught.value.options == ("en", "zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", ["html", "md"])
def test_what_is_empty_says_what_fills_it(lang: Lang, format: str) -> None:
    nothing = report_data(
        topics=Topics(fitted=False),
        backlog=Backlog(built=False),
        teams=(),
        rules=False,
        critical=Critical(0, 0, 0, 0, None),
        model=None,
        volume=volume(analysed=0, languages=(), sources=(), channels=()),
        versions=(),
    )
    text = render(nothing, lang, format)
    for told in ("feedback-ai topics fit", "feedback-ai backlog build"):
        assert told in text
    assert "ROUTING" in text


def test_what_is_told_of_the_period_before_has_its_interval_too() -> None:
    text = render(report_data(), "en", "md")
    before = report_data().scores.before
    assert before is not None
    row = before.iloc[0]
    assert f"{row.score:.2f} ({row.score_low:.2f}–{row.score_high:.2f}, n {row.n})" in text


def test_the_matrix_has_its_intervals() -> None:
    row = report_data().causes.matrix.iloc[0]
    interval = f"−{abs(row.net_low):.0f} to +{row.net_high:.0f}"
    assert f"0 ({interval}; n 12, 6 blame)" in render(report_data(), "en", "md")
    assert f"<small>{interval};\nn 12, 6 blame</small>" in render(report_data(), "en", "html")


BOTH = {"process": {"en": "Process", "zh": "过程"}, "arrival": {"en": "Arrival", "zh": "到达"}}


@pytest.mark.parametrize(
    ("journey", "told"),
    [
        (BOTH, "Touchpoints in the order of the journey."),
        ({"process": BOTH["process"]}, "Touchpoints of the journey first, in its order; the others by name."),
        ({}, "Touchpoints by name."),
    ],
)
def test_the_order_of_touchpoints_is_told_as_it_is(journey: Mapping[str, Mapping[str, str]], told: str) -> None:
    text = render(report_data(touchpoints=journey), "en", "md")
    assert told in text
    assert text.count("Touchpoints ") == 1


def test_unhappy_texts_are_no_complaints() -> None:
    for lang, unhappy, complaint in (("en", "nhappy texts", "omplain"), ("zh", "不满文本", "投诉")):
        document = make_document(report_data(), lang)  # type: ignore[arg-type]
        (causes,) = (section for section in document.sections if section.id == "causes")
        (table, *_) = (block for block in causes.blocks if block.kind == "table")
        assert unhappy in table.caption
        assert unhappy in table.columns[2]
        assert complaint not in table.caption + "".join(table.columns)


@pytest.mark.parametrize(
    ("name", "format"), [("a.md", "md"), ("a.MARKDOWN", "md"), ("a.html", "html"), ("a.txt", "html"), ("-", "html")]
)
def test_the_ending_tells_the_format(name: str, format: str) -> None:
    assert format_of(Path(name)) == format


@pytest.mark.parametrize("ending", sorted({*OFFICE, ".PDF"}))
def test_no_page_is_written_under_the_ending_of_another_format(ending: str) -> None:
    with pytest.raises(OptionError) as caught:
        format_of(Path(f"report{ending}"))
    assert caught.value.options == ("html", "md")


def test_text_is_quoted_as_it_is_where_nothing_is_special() -> None:
    assert markdown("Fine, 3.5 stars (really) - 很好！") == "Fine, 3.5 stars (really) - 很好！"
