"""Report data becomes a document, and the document a page of HTML or Markdown."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from feedback_ai.errors import OptionError
from feedback_ai.report import actions, findings
from feedback_ai.report import format as form
from feedback_ai.report.blocks import Document
from feedback_ai.report.words import word
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from jinja2 import Environment

    from feedback_ai.report.data import ReportData

Format = Literal["html", "md"]
MARKDOWN = frozenset({".md", ".markdown"})
OFFICE = frozenset(
    f".{ending}"
    for ending in (
        *(
            "pdf",
            "doc",
            "docx",
            "docm",
            "odt",
            "rtf",
            "pages",
            "wps",
            "ppt",
            "pptx",
            "pptm",
            "ppsx",
            "odp",
            "key",
            "dps",
        ),
        *("xls", "xlsx", "xlsm", "xlsb", "ods", "numbers", "et", "csv", "tsv", "epub"),
    )
)
"""Endings of files that no browser and no editor would take a report for."""
TAGS: dict[Lang, str] = {"en": "en", "zh": "zh-Hans"}
SECTIONS = (
    *(findings.answers, findings.volume, findings.servqual, findings.causes, findings.topics),
    *(actions.backlog, actions.teams, actions.critical, actions.method),
)
# What Markdown and the dialects of its readers could take for a mark; some readers do not know `\\<` and `\\|`.
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", "$": "&#36;", ":": "&#58;"}
_MARKS = re.compile(r"([\\`*_\[\]#])")


def render(data: "ReportData", lang: str, format: str) -> str:
    """Write a report.

    Args:
        data: What it says.
        lang: `en` or `zh`.
        format: `html` (one file, nothing loaded from elsewhere) or `md` (no charts, every figure in tables).

    Returns:
        The same text for the same data, byte for byte.

    Raises:
        OptionError: If there is no such language or format.
    """
    language, form_ = check_options(lang, format)
    return _templates().get_template(f"report.{form_}.j2").render(document=make_document(data, language))


def check_options(lang: str, format: str) -> tuple[Lang, Format]:
    """Make sure that there is such a language and such a format.

    Raises:
        OptionError: If there is not.
    """
    for language in get_args(Lang):
        for form_ in get_args(Format):
            if (lang, format) == (language, form_):
                return language, form_
    if format not in get_args(Format):
        raise OptionError(
            f"A report cannot be written as {format!r}.", hint="Name another format.", options=get_args(Format)
        )
    raise OptionError(f"There is no report in {lang!r}.", hint="Name another language.", options=get_args(Lang))


def format_of(path: Path) -> Format:
    """The format that a file's ending tells: Markdown for `.md`, else HTML.

    Raises:
        OptionError: If the ending is that of a format in which no report can be written.
    """
    ending = path.suffix.lower()
    if ending in OFFICE:
        raise OptionError(
            f"A report cannot be written as {ending.lstrip('.')!r}.",
            hint="End the file's name with .html or .md, or name the format.",
            options=get_args(Format),
        )
    return "md" if ending in MARKDOWN else "html"


def make_document(data: "ReportData", lang: Lang) -> Document:
    """Lay out a report, the same for every format."""
    names = {"period": data.period.name, "before": data.before.name}
    lead = word("lead", lang).format(
        n=form.texts(data.volume.analysed, lang),
        before_n=form.texts(data.volume.before, lang),
        start=f"{data.period.start:%Y-%m-%d}",
        end=f"{form.last_day(data.period.end):%Y-%m-%d}",
        **names,
    )
    return Document(
        lang=TAGS[lang],
        title=word("title", lang).format(**names),
        lead=lead,
        contents=word("contents", lang),
        sections=tuple(make(data, lang) for make in SECTIONS),
    )


def markdown(text: str) -> str:
    """Text on one line that Markdown shows just as it is, in a table too."""
    plain = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    marked = _MARKS.sub(r"\\\1", plain)
    return re.sub(r"[&<>|~$]|(?<=[A-Za-z]):(?=\S)", lambda found: _ENTITIES[found[0]], marked)


def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    templates = Environment(
        loader=PackageLoader("feedback_ai.report"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["markdown"] = markdown
    return templates
