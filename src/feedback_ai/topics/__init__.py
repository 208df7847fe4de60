"""Topics of segments: discovery, one assignment path, lasting ids, growth."""

from feedback_ai.topics.assignment import Assignments, Prototypes, assign
from feedback_ai.topics.concentration import Concentration, concentration
from feedback_ai.topics.discovery import Discovery, discover
from feedback_ai.topics.examples import nearest_examples
from feedback_ai.topics.growth import Rates, compare_rates, dispersions, false_discovery_rates, scatter_of
from feedback_ai.topics.novelty import Groups, groups
from feedback_ai.topics.terms import Terms, key_terms, label_of
from feedback_ai.topics.tokens import LANGS, Lang, lang_of

__all__ = [
    "LANGS",
    "Assignments",
    "Concentration",
    "Discovery",
    "Groups",
    "Lang",
    "Prototypes",
    "Rates",
    "Terms",
    "assign",
    "compare_rates",
    "concentration",
    "discover",
    "dispersions",
    "false_discovery_rates",
    "groups",
    "key_terms",
    "label_of",
    "lang_of",
    "nearest_examples",
    "scatter_of",
]
