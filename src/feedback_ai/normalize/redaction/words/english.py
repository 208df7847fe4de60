"""English names and the words around them, in lower case."""

from feedback_ai.normalize.redaction.words import words_of

GIVEN_NAMES = frozenset(words_of("given_names") + words_of("pinyin"))
"""Given names, and surnames that stand first in Chinese names: where a cue is weak, a name must begin with one."""

SURNAMES = frozenset(words_of("en_surnames"))
"""Frequent surnames: a lower-case title or given name may stand before them."""

NOT_NAMES = frozenset(words_of("en_not_names"))
"""Words that end a name, or that a cue introduces instead of one."""

BRANDS = frozenset(words_of("en_brands"))
"""What follows Mr, Mrs, Miss or Dr in the name of a brand, a show or a saying."""
