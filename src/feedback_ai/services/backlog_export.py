"""The improvement backlog as a table: one row an item, with the record ids that it rests on."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from feedback_ai.backlog.states import State
from feedback_ai.errors import OptionError
from feedback_ai.schema.names import Lang, name_of, state_name
from feedback_ai.services.backlog_views import ItemView, view
from feedback_ai.services.output import open_output
from feedback_ai.services.sheets import FORMATS, MAX_CELL_CHARS, Cell, check_format, to_bytes
from feedback_ai.store import Store
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.trackers import StoredLink, TrackerRepository

PARTS = ("severity", "frequency", "trend", "reach", "impact")
COLUMNS: dict[Lang, tuple[str, ...]] = {
    "en": (
        *("id", "priority", "title", "state", "unit", "topic", "dimension", "cause"),
        *("owner", "team", "due", "texts", "seen by the last build", "first seen", "last seen"),
        *("severity", "frequency", "trend", "reach", "impact"),
        *("why severity", "why frequency", "why trend", "why reach", "why impact"),
        "issues",
    ),
    "zh": (
        *("编号", "优先级", "改进项", "状态", "单位", "主题", "维度", "原因"),
        *("负责人", "团队", "期限", "文本数", "最近一次构建中出现", "首次出现", "最近出现"),
        *("严重度", "频次", "趋势", "波及面", "影响"),
        *("严重度说明", "频次说明", "趋势说明", "波及面说明", "影响说明"),
        "工单",
    ),
}
EVIDENCE = {"en": "evidence", "zh": "证据"}
YES_NO: dict[Lang, tuple[str, str]] = {"en": ("yes", "no"), "zh": ("是", "否")}
SEPARATOR = "; "


def export_bytes(store: Store, format: str, *, lang: str = "en", open_only: bool = True) -> bytes:
    """The backlog as a file's content, in the order of `services.backlog.list_items`.

    Record ids that do not fit one cell go on in further columns, so that none is lost.

    Args:
        store: The store.
        format: `csv` or `xlsx`.
        lang: Language of headings, titles and reasons: `en` or `zh`.
        open_only: Leave closed items out.

    Raises:
        OptionError: If there is no such format or language.
    """
    check_format(format)
    own = check_lang(lang)
    with store.reading() as session:
        repository = BacklogRepository(session)
        labels = repository.topic_labels()
        items = [view(item, labels) for item in repository.items(open_only=open_only)]
        ids = [item.id for item in items]
        record_ids, links = repository.record_ids(ids), TrackerRepository(session).links(item_ids=ids)
    return to_bytes(table(items, record_ids, own, links), format, title="backlog")


def export(store: Store, path: Path, format: str | None = None, *, lang: str = "en", open_only: bool = True) -> None:
    """Write the backlog to a file; an unfinished one never stands in its place.

    Args:
        store: The store.
        path: The file.
        format: `csv` or `xlsx`; what the file's ending says if None.
        lang: As for `export_bytes`.
        open_only: As for `export_bytes`.

    Raises:
        OptionError: If there is no such format or language.
        OutputError: If the file cannot be written.
    """
    content = export_bytes(store, format or path.suffix.lower().lstrip("."), lang=lang, open_only=open_only)
    with open_output(str(path)) as stream:
        stream.write(content)


def check_lang(lang: str) -> Lang:
    """The language of a name.

    Raises:
        OptionError: If it is neither `en` nor `zh`.
    """
    if lang == "en":
        return "en"
    if lang == "zh":
        return "zh"
    raise OptionError(f"There is no language {lang!r} of exports.", hint="Give one of them.", options=("en", "zh"))


def table(
    items: Sequence[ItemView], record_ids: dict[int, list[str]], lang: Lang, links: Sequence[StoredLink] = ()
) -> list[list[Cell]]:
    """Header and rows.

    Args:
        items: The items.
        record_ids: What each rests on.
        lang: Language of headings, titles and reasons.
        links: Issues of the items.
    """
    evidence = [_packed(record_ids.get(item.id, [])) for item in items]
    width = max((len(cells) for cells in evidence), default=1)
    header = [*COLUMNS[lang], EVIDENCE[lang], *(f"{EVIDENCE[lang]} {n}" for n in range(2, width + 1))]
    rows = [
        [*_row(item, lang), _issues(item, links), *cells, *[None] * (width - len(cells))]
        for item, cells in zip(items, evidence, strict=True)
    ]
    return [list(header), *rows]


def _row(item: ItemView, lang: Lang) -> list[Cell]:
    parts = [item.parts.get(name) for name in PARTS]  # items of older builds have no impact
    return [
        *(item.id, item.priority, getattr(item.title, lang)),
        *(state_name(item.state, lang) if lang == "zh" else str(item.state), item.unit),
        None if item.topic is None else getattr(item.topic, lang),
        *(name_of(item.dimension, lang), name_of(item.cause, lang), item.owner, item.team),
        *(_day(item.due_at), item.n_texts, _seen(item, lang), _day(item.first_seen), _day(item.last_seen)),
        *(None if part is None else part.factor for part in parts),
        *(None if part is None else getattr(part.why, lang) for part in parts),
    ]


def _issues(item: ItemView, links: Sequence[StoredLink]) -> str | None:
    """Tracker, id, status and address of each issue."""
    own = [link for link in links if link.item_id == item.id]
    told = (
        " ".join(
            part for part in (link.tracker, link.external_id, link.status and f"[{link.status}]", link.url) if part
        )
        for link in own
    )
    return SEPARATOR.join(told)[: MAX_CELL_CHARS - 1] or None


def _seen(item: ItemView, lang: Lang) -> str | None:
    """Nothing for a closed item, since builds do not look for it."""
    yes, no = YES_NO[lang]
    return None if item.state == State.CLOSED else yes if item.seen else no


def _day(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%d}"


def _packed(ids: Sequence[str]) -> list[str]:
    """Ids in as few cells as hold them; one less than a cell's length, for the apostrophe that may come before."""
    cells = [""]
    for id_ in ids:
        longer = f"{cells[-1]}{SEPARATOR}{id_}" if cells[-1] else id_
        if len(longer) < MAX_CELL_CHARS:
            cells[-1] = longer
        else:
            cells.append(id_)
    return cells


__all__ = ["FORMATS", "check_lang", "export", "export_bytes", "table"]
