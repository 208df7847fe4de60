from datetime import UTC, datetime

import numpy as np
from sqlalchemy import text

from feedback_ai.store import Store, revisions, upgrade
from feedback_ai.store.topic_history import HistoryRepository
from feedback_ai.store.topic_registry import RegistryRepository
from feedback_ai.store.topics import TopicContent, TopicRepository

OLD = [
    "INSERT INTO topic_fit VALUES (1, '2026-01-01 00:00:00.000000', 'm', 9, 0.5, '{}')",
    "INSERT INTO topic_fit VALUES (2, '2026-02-01 00:00:00.000000', 'm', 9, 0.5, '{\"n_topics\": 2}')",
]
TOPIC = (
    "INSERT INTO topic"
    " (id, first_fit, last_fit, retired, model_version, prototype, labels, terms, examples, n_segments)"
    " VALUES (:id, :first, :last, :retired, 'm', :prototype, '{\"en\": \"queue\", \"zh\": \"排队\"}', '{}', '[]', 4)"
)


def to(store: Store, revision: str) -> None:
    with store.engine.begin() as connection:
        revisions.command.downgrade(revisions.config(connection), revision)


def test_an_existing_store_keeps_its_topics(empty_url: str) -> None:
    vectors = np.eye(3, 4, dtype="<f4")
    with Store.open(empty_url) as store:
        to(store, "0003")
        with store.writing() as session:
            for statement in OLD:
                session.execute(text(statement))
            for id_, (first, last) in {1: (1, 2), 2: (2, 2), 3: (1, 1)}.items():
                row = {"id": id_, "first": first, "last": last, "retired": last == 1}
                session.execute(text(TOPIC), {**row, "prototype": vectors[id_ - 1].tobytes()})
    upgrade(empty_url)
    with Store.open(empty_url) as store:
        with store.reading() as session:
            known = RegistryRepository(session).known("m")
            assert [(topic.id, topic.retired, topic.kept, topic.named) for topic in known] == [
                (1, False, False, False),
                (2, False, False, False),
                (3, True, False, False),
            ]
            assert np.array_equal(np.concatenate([topic.vectors for topic in known]), vectors)
            told = HistoryRepository(session).between(2, 2)
            assert [(one.topic_id, one.kind, one.n_segments) for one in told] == [(1, "continued", 4), (2, "new", 4)]
            assert told[0].labels == {"en": "queue", "zh": "排队"}
            assert told[0].came_from == []
        to(store, "0003")
        with store.reading() as session:
            stored = session.execute(text("SELECT prototype FROM topic ORDER BY id")).scalars()
            assert [bytes(one) for one in stored] == [vector.tobytes() for vector in vectors]


def test_a_merged_topic_hands_over_all_its_prototypes(store: Store) -> None:
    vectors = np.eye(3, 4, dtype=np.float32)
    with store.writing() as session:
        repository, registry = TopicRepository(session), RegistryRepository(session)
        fit_id = repository.add_fit("m", 0, 0.5, datetime(2026, 1, 1, tzinfo=UTC))
        content = TopicContent("m", labels={"en": "a", "zh": "b"}, terms={}, examples=(), n_segments=0)
        first, second, third = (repository.add(fit_id, content) for _ in range(3))
        for topic_id, vector in zip((first, second, third), vectors, strict=True):
            registry.set_prototypes(topic_id, vector[None])
        registry.merge(first, second)
        registry.merge(second, third)
        owners, found = repository.prototypes("m")
        assert owners == [third] * 3
        assert found.tolist() == vectors[[2, 1, 0]].tolist()
        assert HistoryRepository(session).merged() == {first: third, second: third}
        assert [topic.id for topic in registry.known("m")] == [third]
        assert registry.kept_by_people() == [third]
        registry.set_prototypes(third, vectors[:1])
        assert repository.prototypes("m")[0] == [third]
