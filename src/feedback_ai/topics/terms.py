"""Key terms and labels of topics, of each language by its own words."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.tokens import LANGS, Lang, lang_of, stem

Terms = dict[Lang, list[str]]
N_TERMS = 10
N_LABEL_TERMS = 3
MIN_TEXTS = 2
"""A word in one text alone tells of that text, not of the topic."""
NO_TERMS: dict[Lang, str] = {"en": "(no key terms)", "zh": "（无关键词）"}
"""The label of a topic whose texts are nothing but stop words."""


def key_terms(
    tokens: Sequence[Sequence[str]], languages: Sequence[str], topics: npt.NDArray[np.int64], n_topics: int
) -> list[Terms]:
    """The words that tell each topic from the others, by class-based TF-IDF within each language.

    A word counts once a text. Inflected forms of English words count together and show as the most frequent one.

    Args:
        tokens: Words of each segment.
        languages: `Language` of each.
        topics: 0-based topic of each, -1 for none; int64 (n,).
        n_topics: Number of topics.

    Returns:
        For each topic its terms by language, best first; none where no word occurs in `MIN_TEXTS` of its texts. Where
        that is so in all languages, words of a single text have to do.
    """
    found: list[Terms] = [{lang: [] for lang in LANGS} for _ in range(n_topics)]
    spare: list[Terms] = [{lang: [] for lang in LANGS} for _ in range(n_topics)]
    for lang in LANGS:
        rows = [row for row, language in enumerate(languages) if lang_of(language) == lang and topics[row] >= 0]
        counts: list[Counter[str]] = [Counter() for _ in range(n_topics)]
        forms: dict[str, Counter[str]] = {}
        for row in rows:
            own = {_root(word, lang): word for word in tokens[row]}
            counts[topics[row]].update(own.keys())
            for root, word in own.items():
                forms.setdefault(root, Counter())[word] += 1
        shown = {root: _most_frequent(own) for root, own in forms.items()}
        for topic, ranked in enumerate(_ranked(counts)):
            spare[topic][lang] = [shown[root] for root in ranked[:N_TERMS]]
            found[topic][lang] = [shown[root] for root in ranked if counts[topic][root] >= MIN_TEXTS][:N_TERMS]
    return [own if any(own.values()) else other for own, other in zip(found, spare, strict=True)]


def label_of(terms: Terms, lang: Lang) -> str:
    """A topic's label: its first terms, those of the other language where it has none in this one."""
    own = terms[lang] or next((terms[other] for other in LANGS if terms[other]), [])
    return " · ".join(own[:N_LABEL_TERMS]) or NO_TERMS[lang]


def _root(word: str, lang: Lang) -> str:
    return stem(word) if lang == "en" else word


def _most_frequent(forms: Counter[str]) -> str:
    return min(forms, key=lambda word: (-forms[word], len(word), word))


def _ranked(counts: Sequence[Counter[str]]) -> list[list[str]]:
    """All words of each topic, best first."""
    if not any(counts):
        return [[] for _ in counts]
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction import DictVectorizer

    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(counts)
    words = vectorizer.get_feature_names_out()
    if len(words) == 1:  # too few for the library's matrices
        return [list(own) for own in counts]
    scores = ClassTfidfTransformer().fit(matrix).transform(matrix).tocsr()
    ranked = []
    for row in scores:
        pairs = sorted(
            (-round(float(score), 9), str(words[at])) for at, score in zip(row.indices, row.data, strict=True)
        )
        ranked.append([word for _, word in pairs])
    return ranked
