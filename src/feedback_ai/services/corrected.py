"""SERVQUAL scores of a store beside what they are when the model's errors are corrected."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from feedback_ai.artifacts import locate_bundle
from feedback_ai.errors import ModelNotFoundError
from feedback_ai.measure.corrected import Audited, GoldTables, add_corrected, corrected_change
from feedback_ai.measure.servqual import group_of, servqual_change, servqual_scores
from feedback_ai.schema.marks import listed
from feedback_ai.schema.names import Lang
from feedback_ai.services.evidence import KEY, Evidence, label_versions
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.audits import AuditRepository

METRICS = "metrics.json"
PARTS = ("test", "dev")
"""Gold texts that correct, the better ones first: on dev thresholds were chosen, so that errors look too few."""
AUDIT = {
    "en": "Corrected by the audit of {months} (n={n}).",
    "zh": "已按 {months} 的抽查校正（n={n}）。",
}
GOLD = {
    "en": "Corrected by the gold confusion matrix of {model} ({part}, n={n}): right as far as the model errs here "
    "as it did there. An audit of your own texts is better.",
    "zh": "已按 {model} 的金标混淆矩阵校正（{part}，n={n}）：仅当模型在此处的错误与在金标上相同时成立。"
    "抽查自己的文本更可靠。",
}
PART_NAMES: dict[str, dict[Lang, str]] = {
    "test": {"en": "gold texts kept for the test", "zh": "测试用金标文本"},
    "dev": {"en": "gold texts of development", "zh": "开发用金标文本"},
}
NOT_CORRECTED = {"en": "Not corrected: {why}.", "zh": "未校正：{why}。"}
WHY: dict[str, dict[Lang, str]] = {
    "no_figures": {
        "en": "there is no audit of these texts, and the model bundle has no figures of gold texts",
        "zh": "这些文本没有抽查，模型包也没有金标数字",
    },
    "other_model": {
        "en": "there is no audit of these texts, and their labels are not all of the model whose figures are known",
        "zh": "这些文本没有抽查，且其标签并非全部来自已有金标数字的模型",
    },
    "too_little": {
        "en": "for the rows without corrected figures, gold texts are too few",
        "zh": "未给出校正值的行，金标文本太少",
    },
}


@dataclass(frozen=True)
class Gold:
    """How the model reads gold texts.

    Attributes:
        model: Name and version of the bundle.
        version: The version alone.
        part: `test` or `dev`.
        n: Gold texts.
        tables: By language and facet.
    """

    model: str
    version: str
    part: str
    n: int
    tables: GoldTables


@dataclass(frozen=True)
class Corrections:
    """What a store and its model have to correct figures by."""

    audited: Audited
    months: Mapping[str, str]
    gold: Gold | None

    def scores(self, evidence: Evidence, given: pd.DataFrame, by: str | None) -> pd.DataFrame:
        """`measure.servqual.servqual_scores` with `abstained`, and what `measure.corrected.add_corrected` adds.

        `abstained` is how many texts have a segment in which the dimension was too close to call and none that
        judges it.

        Args:
            evidence: Labels in force: what the plain figures count.
            given: As `services.evidence.model_mentions` gives them: what is corrected.
            by: One of `measure.servqual.GROUPS`, or None.
        """
        rows = servqual_scores(evidence.texts, evidence.mentions, by)
        rows = rows.assign(abstained=_abstained(rows, evidence, by))
        return add_corrected(
            rows,
            evidence.texts,
            evidence.mentions,
            given=given,
            audited=self.audited,
            gold=self.gold.tables if self.gold is not None and self._fits(evidence) else None,
            by=by,
        )

    def told(self, evidence: Evidence, rows: pd.DataFrame) -> tuple[Mapping[Lang, str], ...]:
        """By what rows are corrected, for people; a sentence a way.

        Args:
            evidence: What the rows were made of.
            rows: As `scores` gives them.
        """
        ways = set(rows.loc[rows["texts"] > 0, "corrected_by"].fillna(""))
        sentences: list[Mapping[Lang, str]] = []
        if "audit" in ways:
            own = self.audited.feedback_ids.intersection(evidence.texts["feedback_id"])
            months = sorted({self.months[id_] for id_ in own})
            sentences.append(
                {lang: words.format(months=listed(months, lang), n=len(own)) for lang, words in _langs(AUDIT)}
            )
        if "gold" in ways and self.gold is not None:
            gold = self.gold
            parts = PART_NAMES[gold.part]
            told = {lang: words.format(model=gold.model, part=parts[lang], n=gold.n) for lang, words in _langs(GOLD)}
            sentences.append(told)
        if "" in ways:
            why = "no_figures" if self.gold is None else "too_little" if self._fits(evidence) else "other_model"
            sentences.append({lang: words.format(why=WHY[why][lang]) for lang, words in _langs(NOT_CORRECTED)})
        return tuple(sentences)

    def _fits(self, evidence: Evidence) -> bool:
        """Whether all labels are of the model whose figures are known."""
        return self.gold is not None and {model for model, _ in label_versions(evidence)} == {self.gold.version}


def load_corrections(store: Store, settings: Settings) -> Corrections:
    """What people said in audits, and how the bundle in use reads gold texts.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        repository = AuditRepository(session)
        months = repository.labelled()
        mentions = pd.DataFrame(repository.mentions(), columns=[*KEY, "facet", "sentiment"])
    return Corrections(Audited(frozenset(months), mentions), months, load_gold(settings))


def load_gold(settings: Settings) -> Gold | None:
    """How the bundle of the settings reads gold texts; None where it does not tell, or there is no bundle."""
    try:
        content = json.loads((locate_bundle(settings.model) / METRICS).read_text(encoding="utf-8"))
    except (ModelNotFoundError, OSError, ValueError):
        return None
    for part in PARTS:
        tables = (content.get(part) or {}).get("stances")
        if tables:
            n = sum(sum(map(sum, next(iter(facets.values())))) for facets in tables.values())
            return Gold(f"{content['name']} {content['version']}", content["version"], part, n, tables)
    return None


def change(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """`measure.servqual.servqual_change` with the change of the corrected score beside it."""
    return servqual_change(now, before).join(corrected_change(now, before).reset_index(drop=True))


def _abstained(rows: pd.DataFrame, evidence: Evidence, by: str | None) -> "pd.Series[int]":
    key = ["feedback_id", "facet"]
    open_ = evidence.abstentions[key].drop_duplicates()
    judged = pd.MultiIndex.from_frame(evidence.mentions[key].astype(str))
    open_ = open_[~pd.MultiIndex.from_frame(open_.astype(str)).isin(judged)]
    groups = open_["feedback_id"].map(group_of(evidence.texts, by))
    counted = open_.assign(group=groups).dropna(subset="group").groupby(["group", "facet"]).size()
    names = rows["group"] if by else pd.Series("", index=rows.index)
    wanted = pd.MultiIndex.from_arrays([names, rows["dimension"].astype(str)])
    return pd.Series(counted.reindex(wanted, fill_value=0).to_numpy(dtype="int64"), index=rows.index)


def _langs(words: Mapping[str, str]) -> list[tuple[Lang, str]]:
    return [("en", words["en"]), ("zh", words["zh"])]
