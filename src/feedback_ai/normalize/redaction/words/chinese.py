"""Chinese surnames and given names, Simplified, and the words around them."""

from feedback_ai.normalize.redaction.words import words_of

SURNAMES = words_of("zh_surnames")
"""Surnames of one character and of two."""

AMBIGUOUS = frozenset(words_of("zh_ambiguous_surnames"))
"""Surnames that are more often another word: after a weak cue they begin no name."""

NEVER_BEFORE_TITLE = frozenset("于向时成连区尚")
"""Surnames that are another word even before 先生 or 女士."""

NEVER_BEFORE_POSITION = NEVER_BEFORE_TITLE | frozenset("车房管路乐商水练沙查")
"""Surnames that are another word before 经理, 医生 and other positions."""

NOT_NAMES = frozenset(words_of("zh_not_names"))
"""Words that begin with a surname and begin no name; where they stand, none is read."""

LIKELY_GIVEN = frozenset(words_of("zh_given_likely"))
"""Characters that stand in names far more often than elsewhere: a name of them needs no end to be seen."""

GIVEN_CHARACTERS = LIKELY_GIVEN | frozenset(words_of("zh_given"))
"""Characters that given names are made of; where a cue is weak, a name must end in one."""

GIVEN_STOPS = "".join(words_of("zh_given_stops"))
"""Characters that stand in no given name; one of them ends the name."""

FOLLOWERS = words_of("zh_followers")
"""What may follow a name directly, without punctuation."""

COMPOUNDS_BEFORE = dict(pair.split(":") for pair in words_of("zh_compounds"))
"""Characters that make a word with a surname after them (工程经理, 历史老师): there a title follows no name."""
