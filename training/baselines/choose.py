"""All baselines, fitted on the same training texts; each is small."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from training.baselines import frozen, tfidf
from training.baselines.baseline import ALL_TASKS, FACET_TASKS, SENTIMENT_TASKS, Baseline
from training.baselines.few_shot import SetFitFacets
from training.baselines.heads import LogisticHeads
from training.baselines.lexicons import snownlp, vader
from training.baselines.majority import Majority
from training.data import Example, Lang
from training.predictions import Predictions

log = logging.getLogger(__name__)

BOTH: tuple[Lang, ...] = ("en", "zh")


def baselines(
    train: Sequence[Example], chosen_on: Sequence[Example], source_encoder: Path | None, *, words: bool = True
) -> list[Baseline]:
    """Fit every baseline.

    Args:
        train: Training texts.
        chosen_on: The texts on which the bundle chooses its thresholds; they choose theirs there too.
        source_encoder: The encoder that fine-tuning started from; without it those that read vectors are left out.
        words: Whether those on TF-IDF are fitted, which took over 18 minutes on 113,000 texts.
    """
    majority = Majority(train)
    fitted = [Baseline("majority", "majority label", BOTH, ALL_TASKS, majority.predict)]
    for lang in BOTH if words else ():
        log.info("baseline: TF-IDF, %s", lang)
        own, held_out = ([e for e in some if e.lang == lang] for some in (train, chosen_on))
        features = tfidf.TfidfFeatures(own, lang)
        heads = LogisticHeads(own, held_out, features, segment_c=tfidf.SEGMENT_C, text_c=tfidf.TEXT_C)
        fitted.append(Baseline("tfidf", "TF-IDF, logistic regression", (lang,), ALL_TASKS, heads.predict))
    if source_encoder is not None:
        log.info("baseline: frozen encoder")
        vectors = frozen.FrozenFeatures(source_encoder)
        heads = LogisticHeads(train, chosen_on, vectors, segment_c=frozen.SEGMENT_C, text_c=frozen.TEXT_C)
        fitted.append(Baseline("frozen", "frozen encoder, logistic heads", BOTH, ALL_TASKS, heads.predict))
        log.info("baseline: SetFit")
        shots = SetFitFacets(train, chosen_on, source_encoder)
        fitted.append(Baseline("setfit", "SetFit, 32 sentences a facet", BOTH, FACET_TASKS, shots.predict))
    for lang, name, title, judge in (("en", "vader", "VADER", vader), ("zh", "snownlp", "SnowNLP", snownlp)):
        predict = partial(_with_sentiment, majority, judge)
        fitted.append(Baseline(name, title, (lang,), SENTIMENT_TASKS, predict))
    return fitted


def _with_sentiment(
    majority: Majority, judge: Callable[[Sequence[Example]], Any], examples: Sequence[Example]
) -> Predictions:
    return replace(majority.predict(examples), sentiment=judge(examples))
