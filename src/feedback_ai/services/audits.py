"""Audits: a random sample of a month's texts is drawn, people label it, and measures are corrected by what they say.

The sample is simple: every text of the month has the same chance. So it is one of any part of the month too, a unit or
a channel, and nobody has to know at the draw by what the figures will be divided.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random

from feedback_ai.errors import NotFoundError, OptionError, TooFewError
from feedback_ai.measure.periods import Period, parse_period
from feedback_ai.schema import RefusedRow
from feedback_ai.services.audit_views import AuditDetail, AuditView, LabelSummary, TextLabels, detail, view
from feedback_ai.store import Store
from feedback_ai.store.audits import AuditRepository, StoredAudit

DEFAULT_N = 100
MAX_N = 1_000
MAX_SEED = 2**31 - 1

REFUSALS = {
    "audit_text_unknown": "The text is none of the audit, or was deleted since.",
    "audit_text_repeated": "The text is there twice.",
    "audit_segment_unknown": "The text has no such segment.",
    "audit_label_repeated": "A segment has two labels of one facet.",
    "audit_label_unreadable": "A cell is neither -1, 0, 1 nor empty.",
    "audit_done_unreadable": "The column `done` is neither x nor empty.",
    "audit_not_done": "The text has labels, but is not marked as done.",
    "audit_rows_missing": "Rows of the text are missing: a segment without a row is not known to judge nothing.",
}
"""Why labels of a text were not taken."""


def draw(
    store: Store, month: str, *, n: int = DEFAULT_N, actor: str, seed: int | None = None, now: datetime | None = None
) -> AuditView:
    """Draw a simple random sample, without replacement, of a month's analysed texts.

    Texts that earlier audits of the month drew are left out: both samples together are one larger sample. Where the
    month has fewer texts than wanted, all are drawn.

    Args:
        store: The store.
        month: Its name, as `2026-09`.
        n: Texts, 1 to `MAX_N`.
        actor: Who draws.
        seed: What the draw starts from, 0 to `MAX_SEED`; chosen at random if None. It is stored.
        now: The time; the clock's if None.

    Raises:
        OptionError: If the month or n cannot be used.
        TooFewError: If the month has no texts that are not drawn yet.
        StoreError: If the store fails; nothing is changed then.
    """
    period = month_of(month)
    if not 1 <= n <= MAX_N:
        raise OptionError(f"An audit cannot have {n} texts.", hint=f"Give 1 to {MAX_N:,}.")
    seed = secrets.randbelow(MAX_SEED + 1) if seed is None else seed
    with store.writing() as session:
        repository = AuditRepository(session)
        repository.lock()
        population = repository.population(period.start, period.end)
        earlier = repository.drawn(period.name)
        left = [id_ for id_ in population if id_ not in earlier]
        if not left:
            raise TooFewError(
                f"Of {period.name}, the analysed texts with a time that could be drawn are all drawn already."
                if population
                else f"Of {period.name}, there are no analysed texts with a time that could be drawn.",
                hint="Name a month that has texts; `feedback-ai audit list` shows what was drawn.",
            )
        drawn = Random(seed).sample(left, min(n, len(left)))  # noqa: S311 - no secret, and it must be repeatable
        audit_id = repository.add(
            month=period.name,
            at=now or datetime.now(UTC),
            actor=actor,
            seed=seed,
            n_population=len(left),
            feedback_ids=drawn,
        )
        return view(_found(repository, audit_id))


def list_audits(store: Store) -> list[AuditView]:
    """All audits, the latest month first.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        return [view(audit) for audit in AuditRepository(session).all()]


def get_audit(store: Store, audit_id: int) -> AuditDetail:
    """One audit with its texts and what people said of them, never what the model says.

    Raises:
        NotFoundError: If there is none under that id.
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        repository = AuditRepository(session)
        audit = _found(repository, audit_id)
        period = month_of(audit.month)
        n_now = len(repository.population(period.start, period.end))
        return detail(audit, repository.texts(audit_id), n_now)


def put_labels(
    store: Store,
    audit_id: int,
    texts: Sequence[TextLabels],
    *,
    actor: str,
    rows: Sequence[int] | None = None,
    now: datetime | None = None,
) -> LabelSummary:
    """Keep what people said of texts, in place of what was said of them before; a text that is wrong is left out.

    Args:
        store: The store.
        audit_id: The audit.
        texts: What was said, a text each.
        actor: Who said it.
        rows: Number by which a refusal names each text; its place, from 1, if None.
        now: The time; the clock's if None.

    Raises:
        NotFoundError: If there is no such audit.
        StoreError: If the store fails; nothing is changed then.
    """
    at, refused, taken = now or datetime.now(UTC), [], set()
    with store.writing() as session:
        repository = AuditRepository(session)
        _found(repository, audit_id)
        segments = {text.feedback_id: len(text.segments) for text in repository.texts(audit_id)}
        for row, text in zip(rows or range(1, len(texts) + 1), texts, strict=True):
            code = "audit_text_repeated" if text.feedback_id in taken else _wrong(text, segments)
            if code is not None:
                refused.append(RefusedRow(row=row, code=code, reason=REFUSALS[code]))
                continue
            taken.add(text.feedback_id)
            labels = [(label.segment_index, str(label.facet), str(label.sentiment)) for label in text.labels]
            repository.label(audit_id, text.feedback_id, labels, at, actor)
        session.flush()
        audit = view(_found(repository, audit_id))
    return LabelSummary(audit=audit, n_taken=len(taken), refused=tuple(refused))


def month_of(name: str) -> Period:
    """The month of a name.

    Raises:
        OptionError: If it is none.
    """
    try:
        period = parse_period(name)
    except OptionError:
        period = None
    if period is None or period.name[4:5] != "-":
        raise OptionError(f"{name!r} is no month.", hint="Audits are drawn by month.", options=("2026-09",))
    return period


def _wrong(text: TextLabels, segments: Mapping[str, int]) -> str | None:
    """Key of `REFUSALS`; None where nothing is wrong."""
    if text.feedback_id not in segments:
        return "audit_text_unknown"
    if any(label.segment_index >= segments[text.feedback_id] for label in text.labels):
        return "audit_segment_unknown"
    named = {(label.segment_index, label.facet) for label in text.labels}
    return "audit_label_repeated" if len(named) < len(text.labels) else None


def _found(repository: AuditRepository, audit_id: int) -> StoredAudit:
    audit = repository.get(audit_id)
    if audit is None:
        raise NotFoundError(f"There is no audit {audit_id}.", hint="`feedback-ai audit list` shows all.")
    return audit
