"""What the reader of grades must know: what complaints are counted on, and what was imported and cannot be used."""

from collections.abc import Collection, Mapping

import pandas as pd

from feedback_ai.measure.grades import COMPLAINTS, MOST_TEXTS, off_scale
from feedback_ai.measure.grading import Grading
from feedback_ai.schema.marks import bracketed, listed
from feedback_ai.schema.names import LANGS

Note = dict[str, str]
WHERE = {
    "en": "Import contacts (measure import-series FILE --indicator contacts), or set best and worst by your own "
    "channels: docs/measures.md#grades.",
    "zh": "请导入接触量（measure import-series FILE --indicator contacts），或按自己的渠道设定 best 和 worst："
    "docs/measures.md#grades。",
}
OFF_SCALE = {
    "en": "{months}: most texts are complaints ({shares}), and no contacts are known. That tells where texts "
    "come from, not how units do: complaints are left out of the score, and the rest is of complaining customers. ",
    "zh": "{months}：多数文本是投诉（{shares}），且未知接触量。这只反映文本来源，不反映单位好坏："
    "得分不计投诉占比，其余部分也只来自投诉的客户。",
}
MOSTLY = {
    "en": "{months}: complaints are counted on texts, most of which are complaints ({shares}), because no contacts are "
    "known. A bad letter, and what follows from it, may come from that alone: do not act on it by itself. ",
    "zh": "{months}：因未知接触量，投诉按文本计算，而多数文本是投诉（{shares}）。不良等级及其引出的措施可能仅由此造成，"
    "不要仅据此处置单位。",
}
WITHOUT_N = {
    "en": "Imported values without n, which grades cannot use and pass over: {values}. Import them anew with n.",
    "zh": "导入时无样本量、等级无法采用而略过的数值：{values}。请连同样本量重新导入。",
}


def grade_notes(
    shares: Mapping[str, float], grading: Grading, months: Collection[str], imported: pd.DataFrame
) -> tuple[Note, ...]:
    """Notes for people, by language.

    Args:
        shares: As `measure.grades.complaints_of_texts`.
        grading: How units are graded.
        months: The months that are shown.
        imported: Imported shares of months and units: `month`, `part`, `n`.
    """
    part = grading.part_of(COMPLAINTS)
    shown = {month: share for month, share in sorted(shares.items()) if month in months and share > MOST_TEXTS}
    off = set(off_scale(shown, grading))
    mostly = {month for month, share in shown.items() if part is not None and part.points(share) < grading.cuts.D}
    notes: list[Note] = []
    for words, own in ((OFF_SCALE, off), (MOSTLY, mostly - off)):
        if own:
            told = [share for month, share in shown.items() if month in own]
            span = f"{min(told):.0%}" + (f" - {max(told):.0%}" if len(told) > 1 else "")
            notes.append(
                {
                    lang: words[lang].format(months=listed(sorted(own), lang), shares=span) + WHERE[lang]
                    for lang in LANGS
                }
            )
    lacking = imported[imported["n"].isna() & imported["month"].isin(list(months))]
    if len(lacking):
        notes.append(_without_n(lacking, grading))
    return tuple(notes)


def _without_n(lacking: pd.DataFrame, grading: Grading) -> Note:
    counted = lacking["part"].value_counts().sort_index()
    labels: dict[str, dict[str, str]] = {part.name: part.labels.model_dump() for part in grading.part}
    told: Note = {
        lang: listed(
            (f"{labels.get(str(name), {}).get(lang, name)}{bracketed(f'{n:,}', lang)}" for name, n in counted.items()),
            lang,
        )
        for lang in LANGS
    }
    return {lang: words.format(values=told[lang]) for lang, words in WITHOUT_N.items()}
