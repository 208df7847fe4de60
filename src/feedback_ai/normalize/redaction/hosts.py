"""Whether a dotted word is a host name, decided without the network."""

from functools import cache
from typing import Any

_RESERVED = frozenset({"example", "test", "invalid", "local", "localhost", "internal"})
"""Last labels that no public suffix list has and that people write all the same (RFC 2606, RFC 6762)."""


@cache
def _extractor() -> Any:
    """The public suffix list as tldextract ships it: no address to fetch a newer one from, nothing cached on disk."""
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def is_host(word: str) -> bool:
    """Whether a dotted word ends in a public suffix, and not where a sentence begins without a space (`rude.It`)."""
    *_, before, last = word.split(".")
    begins_sentence = last[:1].isupper() and not last.isupper() and not before[:1].isupper()
    return not begins_sentence and (last.lower() in _RESERVED or bool(_extractor()(word).suffix))
