"""Which causes are systemic and which sporadic, and what each means for action."""

from typing import Any

from feedback_ai.errors import OptionError
from feedback_ai.measure.mixed import APART, mixed_note
from feedback_ai.measure.spread import OCCASIONAL, cause_spread
from feedback_ai.schema.names import name_of
from feedback_ai.services.basis import LANGS, basis
from feedback_ai.services.evidence import load_evidence
from feedback_ai.services.plain import named, plain_rows
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

VERDICT_NAMES: dict[str, tuple[str, str]] = {
    "units": ("Concentrated in units", "集中于个别单位（批量性）"),
    "time": ("Concentrated in time", "集中于个别时段（批量性）"),
    "units_and_time": ("Concentrated in units and in time", "集中于个别单位和时段（批量性）"),
    "systemic": ("Systemic, everywhere alike", "系统性，各处普遍（批量性）"),
    "sporadic": ("Sporadic", "偶发性"),
    "undecided": ("Undecided", "未定"),
}
ACTIONS: dict[str, tuple[str, str]] = {
    "units": (
        "Look at what these units do otherwise than the rest, and mend it there.",
        "查明这些单位与其他单位的不同之处，在当地整改。",
    ),
    "time": (
        "Find what happened in these weeks (a delivery, a release, a roster) and whether it is over.",
        "查明这些周发生了什么（到货批次、系统更新、排班），以及是否已经结束。",
    ),
    "units_and_time": (
        "Look for one event at these units in these weeks.",
        "在这些单位的这些周里寻找具体事件。",
    ),
    "systemic": (
        "Change the process or the standard for all; mending single units will not help.",
        "应为所有单位修订流程或标准；只整改个别单位无效。",
    ),
    "sporadic": (
        "Deal with the single cases and go on counting.",
        "逐件处理，并继续统计。",
    ),
    "undecided": (
        "Too few texts to tell, or the rate is about at the line: collect more, act on single cases meanwhile.",
        "文本太少，或比率接近界线：继续收集，同时逐件处理。",
    ),
}


def spread(
    store: Store,
    wanted: EvidenceFilter | None = None,
    *,
    occasional: float = OCCASIONAL,
    settings: Settings | None = None,
) -> dict[str, Any]:
    """How causes are spread over units and weeks, as `measure.spread.cause_spread`, with what each means.

    Args:
        store: The store.
        wanted: Of which records.
        occasional: Share of all texts below which a cause is occasional, in (0, 1).
        settings: Settings in force; the process's own if None.

    Returns:
        `occasional`, `rows` (each with `name`, `verdict_name` and `action` for people) and what it rests on.

    Raises:
        OptionError: If `occasional` is no share.
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    if not 0 < occasional < 1:
        raise OptionError(f"{occasional} is no share.", hint="Name one between 0 and 1, such as 0.02.")
    evidence = load_evidence(store, wanted, settings=settings)
    table = cause_spread(evidence.texts, evidence.mentions, evidence.causes, occasional=occasional)
    own = basis(evidence)
    return {
        **own,
        "versions_note": mixed_note(own["versions"], APART),
        "occasional": occasional,
        "rows": [
            row
            | {"units": list(row["units"]), "weeks": list(row["weeks"])}
            | {"name": {lang: name_of(row["cause"], lang) for lang in LANGS}}
            | {"verdict_name": named(VERDICT_NAMES, row["verdict"]), "action": named(ACTIONS, row["verdict"])}
            for row in plain_rows(table)
        ],
    }
