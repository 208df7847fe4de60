"""The two levels of topics: themes, made anew by each fit, that keep their ids where most of their topics stay."""

from sqlalchemy.orm import Session

from feedback_ai.store.topic_history import HistoryRepository
from feedback_ai.store.topics import TopicRepository


def group_into_themes(session: Session, fit_id: int, version: str) -> int:
    """Group the topics of a model that are in use into themes; gives the number of themes.

    Args:
        session: The transaction of the fit, in which the topics are stored and described.
        fit_id: The fit.
        version: The model whose vectors it used.
    """
    import numpy as np

    from feedback_ai.topics import LANGS, label_of
    from feedback_ai.topics.canonical import unit
    from feedback_ai.topics.themes import continued, group, theme_terms

    repository, history = TopicRepository(session), HistoryRepository(session)
    owners, vectors = repository.prototypes(version)
    ids = sorted(set(owners))
    if not ids:
        history.set_themes({})
        return 0
    means = np.array([vectors[np.array(owners) == topic_id].mean(axis=0, dtype=np.float64) for topic_id in ids])
    groups = dict(zip(ids, group(unit(means)).tolist(), strict=True))
    lasting = continued(history.theme_of(), groups)
    topics = {topic.id: topic for topic in repository.all(retired=False, hidden=True)}
    themes: dict[int, int] = {}
    for number in sorted(set(groups.values())):
        own = [topics[topic_id] for topic_id, of in groups.items() if of == number]
        # What people hid names no theme, unless there is nothing else in it.
        told = [topic for topic in own if not topic.hidden] or own
        terms = theme_terms([topic.terms for topic in told], [topic.n_segments for topic in told])  # type: ignore[misc]
        labels = {str(lang): label_of(terms, lang) for lang in LANGS}
        if (theme_id := lasting.get(number)) is None:
            theme_id = history.add_theme(fit_id, labels)
        else:
            history.continue_theme(theme_id, fit_id, labels)
        themes |= {topic.id: theme_id for topic in own}
    history.set_themes(themes)
    return len(set(themes.values()))
