"""Presidio's analyzer with our recognizers, built once. Importing this module takes seconds: import it late."""

from collections.abc import Iterable, Iterator
from functools import cache
from threading import Lock
from typing import Any

import spacy
from presidio_analyzer import (
    AnalysisExplanation,
    AnalyzerEngine,
    ContextAwareEnhancer,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language
from spacy.tokens import Doc

from feedback_ai.normalize.redaction.recognizers import FAMILIES
from feedback_ai.normalize.redaction.rules import Family, Rule
from feedback_ai.schema import Span

LANGUAGES = ("en", "zh")
"""Every recognizer is registered for both: a text may mix them, so the language asked for makes no difference."""


class BlankNlpEngine(NlpEngine):
    """Blank spaCy pipelines: no model to download, and no tokens, because no rule of ours reads them."""

    def __init__(self) -> None:
        self.pipelines: dict[str, Language] = {}
        self.artifacts: dict[str, NlpArtifacts] = {}

    def load(self) -> None:
        """Make a blank pipeline for each language."""
        for language in LANGUAGES:
            pipeline = spacy.blank(language)
            self.pipelines[language] = pipeline
            self.artifacts[language] = NlpArtifacts(
                entities=[],
                tokens=Doc(pipeline.vocab),
                tokens_indices=[],
                lemmas=[],
                nlp_engine=self,
                language=language,
            )

    def is_loaded(self) -> bool:
        """Whether the pipelines exist."""
        return bool(self.pipelines)

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """The same empty artifacts for every text; tokenizing it would cost more than all rules."""
        return self.artifacts[language]

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Each text with the empty artifacts."""
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Whether the language counts the word as a stop word."""
        return bool(self.pipelines[language].vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        """Whether the word is punctuation."""
        return bool(self.pipelines[language].vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """None: blank pipelines recognize nothing."""
        return []

    def get_supported_languages(self) -> list[str]:
        """The languages of the pipelines."""
        return list(LANGUAGES)


class NoContext(ContextAwareEnhancer):
    """Leaves scores alone: our cues stand in the patterns, since presidio's look for spaced words."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """The results as they came."""
        return raw_results


class FamilyRecognizer(EntityRecognizer):
    """A family of rules as a presidio recognizer; every result explains itself."""

    def __init__(self, family: Family, language: str) -> None:
        self.family = family
        self.name: str = family.name
        entities = sorted({rule.entity for rule in family.rules})
        super().__init__(supported_entities=entities, name=family.name, supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Find the family's values in a folded text."""
        if self.family.gate.search(text) is None:
            return []
        return [
            self._result(rule, span)
            for rule in self.family.rules
            if rule.entity in entities
            for span in rule.find(text)
        ]

    def _result(self, rule: Rule, span: Span) -> RecognizerResult:
        explanation = AnalysisExplanation(
            recognizer=self.name,
            original_score=rule.strength.value,
            pattern_name=rule.name,
            pattern=rule.pattern.pattern,
            validation_result=True,
            textual_explanation=f"{rule.strength.name.lower()}: {rule.about}",
        )
        return RecognizerResult(
            entity_type=rule.entity,
            start=span.start,
            end=span.end,
            score=rule.strength.value,
            analysis_explanation=explanation,
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            },
        )


_BUILDING = Lock()


def get_engine() -> AnalyzerEngine:
    """The engine of this process; safe to share, as no recognizer keeps anything of a text."""
    with _BUILDING:
        return _build_engine()


@cache
def _build_engine() -> AnalyzerEngine:
    registry = RecognizerRegistry(supported_languages=list(LANGUAGES))
    for language in LANGUAGES:
        for family in FAMILIES:
            registry.add_recognizer(FamilyRecognizer(family, language))
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=BlankNlpEngine(),
        supported_languages=list(LANGUAGES),
        context_aware_enhancer=NoContext(),
    )
