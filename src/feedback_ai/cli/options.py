"""Options and messages that several commands share."""

import getpass
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from feedback_ai.schema.marks import joined, listed
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from pydantic import BaseModel

    from feedback_ai.ingest import ColumnMap
    from feedback_ai.store import Store

LANG_VARIABLE = "FEEDBACK_AI_LANG"
"""The setting that stands in for `--lang`."""
TOLD: Mapping[str, tuple[str, str]] = {
    "rows": ("{n:,} rows", "{n:,} 行"),
    "speed": ("{n:,} rows, {speed:,.0f} a second", "{n:,} 行，每秒 {speed:,.0f} 行"),
    "reading": ("profile {profile}; columns: {columns}", "导入方案 {profile}；列：{columns}"),
    "analysed": ("analysed {done:,} of {rows:,} rows", "已分析 {rows:,} 行中的 {done:,} 行"),
    "embedded": ("embedded {done:,} of {rows:,} rows", "已生成 {rows:,} 行中 {done:,} 行的向量"),
    "added": (
        "{rows:,} rows: added {added:,}, already there {known:,}",
        "{rows:,} 行：新增 {added:,}，已存在 {known:,}",
    ),
    "would add": (
        "{rows:,} rows: would add {added:,}, already there {known:,}",
        "{rows:,} 行：将新增 {added:,}，已存在 {known:,}",
    ),
    "redacted": ("redacted {kinds}", "已脱敏：{kinds}"),
    "report": (
        "{period}: {n:,} texts, {n_before:,} in {before}; written to {path}",
        "{period}：{n:,} 条文本，{before} 为 {n_before:,} 条；已写入 {path}",
    ),
}
"""What is said beside results."""
EXIT_REFUSED = 3
"""Exit code where some rows were refused and the rest was done."""

File = Annotated[str, typer.Argument(help="The input, or - for standard input.", metavar="[FILE|-]")]
Format = Annotated[str, typer.Option("--format", help="auto, csv, xlsx, jsonl, json or transcript.")]
Profile = Annotated[str, typer.Option(help="auto, or the name of an export profile; see docs/ingest.md.")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of the text; recognised if not named.")]
Errors = Annotated[Path | None, typer.Option(help="File for refused rows; FILE.errors.jsonl if not named.")]
TextColumn = Annotated[str | None, typer.Option(help="Column that holds the text.")]
Actor = Annotated[str | None, typer.Option("--actor", help="Who does it, for the history; your user name if not told.")]
TIMES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")
"""How a day or a moment of UTC may be written."""
TIME = "YYYY-MM-DD[THH:MM:SSZ]"
"""What help calls it."""
Language = Annotated[Lang, typer.Option("--lang", envvar=LANG_VARIABLE, help="Language of what is told: en or zh.")]
IdColumn = Annotated[str | None, typer.Option(help="Column that holds the record id.")]


def column_map(text: str | None, id: str | None) -> "ColumnMap":
    """The columns that the user named."""
    from feedback_ai.ingest import ColumnMap

    return ColumnMap(text=text, id=id)


def moment(value: str) -> datetime:
    """A day or a moment of UTC, without a zone, of an option; its `parser`.

    Raises:
        OptionError: If it is neither.
    """
    from feedback_ai.errors import OptionError

    for form in TIMES:
        try:
            return datetime.strptime(value.strip(), form)  # services take what has no zone for UTC
        except ValueError:
            continue
    raise OptionError(
        f"{value!r} is no date.", hint="Write a day or a time.", options=("2026-07-31", "2026-07-31T18:00:00Z")
    )


@contextmanager
def opened_store() -> "Iterator[Store]":
    """The store of the settings, made where there is none, for the length of a block."""
    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store

    with Store.open(get_settings().store_url) as store:
        yield store


def as_json(value: "BaseModel | Sequence[BaseModel]") -> str:
    """A view or a list of them, as indented JSON with Chinese left readable."""
    views = value if isinstance(value, Sequence) else [value]
    plain = [view.model_dump(mode="json") for view in views]
    return json.dumps(plain if isinstance(value, Sequence) else plain[0], ensure_ascii=False, indent=2)


def id_key() -> bytes:
    """Key of the ids that records without one get: a bare hash of the original would let redacted values be guessed."""
    from feedback_ai.services.secret_key import secret_key
    from feedback_ai.settings import get_settings

    return secret_key(get_settings())


def actor_name(named: str | None) -> str:
    """Who acts, for histories: who was named, else the user of this session."""
    return named or getpass.getuser()


def tell(name: str, lang: Lang | None = None, *, err: bool = True, **values: object) -> None:
    """Say something beside results, in the language that was asked for where none is named."""
    typer.echo(TOLD[name][(lang or asked_lang()) == "zh"].format(**values), err=err)


class Progress:
    """Rows done, on stderr: one line that moves on a terminal, a line now and then elsewhere."""

    EVERY_S = 10.0

    def __init__(self) -> None:
        self._start = self._told = time.monotonic()
        self._moving, self._lang = sys.stderr.isatty(), asked_lang()

    def __call__(self, rows: int) -> None:
        """Tell the number of rows done."""
        now = time.monotonic()
        if self._moving:
            told = TOLD["speed"][self._lang == "zh"].format(n=rows, speed=rows / max(now - self._start, 0.1))
            typer.echo(f"\r{told}", err=True, nl=False)
        elif now - self._told >= self.EVERY_S:
            self._told = now
            tell("rows", self._lang, n=rows)

    def close(self) -> None:
        """End the moving line."""
        if self._moving:
            typer.echo("", err=True)


def tell_reading(profile: str, columns: Mapping[str, str], notes: Sequence[str]) -> None:
    """Say on stderr how the input was understood."""
    told = listed((f"{field} = {column}" for field, column in columns.items()), asked_lang())
    tell("reading", profile=profile, columns=told)
    for note in notes:
        typer.echo(f"  {note}", err=True)


def asked_lang(arguments: Sequence[str] = ()) -> Lang:
    """The language of what is told beside results: that of `--lang`, else of the setting, else of the locale.

    Args:
        arguments: The command line, where it was not understood yet; its last `--lang` counts.
    """
    named = re.findall(r"(?:^|\0)--lang[=\0]([^\0]*)", "\0".join(arguments))
    # Not by way of the settings: that one of them cannot be used may be the very error that is to be told.
    set_ = [lang for lang in get_args(Lang) if lang == os.environ.get(LANG_VARIABLE)]
    locales = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]  # the first that is set counts
    asked = next(filter(None, [*named[-1:], *set_, *locales]), "en")
    return "zh" if asked.startswith("zh") else "en"


def tell_refused(refused: Mapping[str, int], where: Path | None, lang: Lang | None = None) -> None:
    """Say how many rows were refused and why, in the language that was asked for where none is named."""
    from feedback_ai.schema.messages import refusal

    if refused:
        lang = lang or asked_lang()
        place = lang == "zh"
        count = ("{n:,} {why}", "{n:,} 行{why}")[place]
        reasons = joined((count.format(n=n, why=refusal(code, lang)) for code, n in sorted(refused.items())), lang)
        told = ("refused {n:,} rows: {reasons}", "拒收 {n:,} 行：{reasons}")[place]
        see = ("; see {where}", "；见 {where}")[place].format(where=where) if where else ""
        typer.echo(told.format(n=sum(refused.values()), reasons=reasons) + see, err=True)
