from backlog_fakes import complaints, file

from feedback_ai.services.elements import elements, training


def test_groups_and_elements_have_names(store, settings):
    file(store, complaints(3, "none", unit=None, cause="environment"))
    document = elements(store, settings=settings)
    assert document["rows"][0]["group_name"] == {"en": "(none)", "zh": "（未填）"}
    assert [row["name"]["zh"] for row in document["rows"]] == ["硬件", "软件", "人员"]
    assert [row["n"] for row in document["rows"]] == [3, 0, 0]
    assert elements(store, by="touchpoint", settings=settings)["rows"][0]["group_name"]["zh"]


def test_training_says_which_topics(store, settings):
    file(store, complaints(20, "east", unit="east", cause="people", topic=2))
    for unit in ("west", "north"):
        file(store, complaints(20, unit, unit=unit, cause="method"))
    file(store, complaints(2, "none", unit=None, cause="people"))
    document = training(store, settings=settings)
    assert document["n_without_unit"] == 2
    assert [(row["unit"], row["need"]) for row in document["rows"]] == [
        ("east", True),
        ("north", False),
        ("west", False),
    ]
    assert document["rows"][0]["topics"] == [{"topic": 2, "name": {"en": "queue · wait", "zh": "排队 · 等候"}, "n": 20}]
