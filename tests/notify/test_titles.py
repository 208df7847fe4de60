from feedback_ai.notify.titles import candidate_title, incident_title, topic_title


def test_titles_are_in_both_languages() -> None:
    labels = {"en": "queue · wait", "zh": "排队"}
    assert topic_title(labels) == {"en": "Topic rises: queue · wait", "zh": "主题上升：排队"}
    assert candidate_title({"en": "", "zh": "排队"})["en"] == "New matter: 排队"
    assert incident_title(labels, None, None)["zh"] == "突发事件：排队"
    assert incident_title(None, "machine", "reliability") == {
        "en": "Mass incident: Equipment and systems, Reliability",
        "zh": "突发事件：设备与系统，可靠性",
    }
    assert topic_title({}) == {"en": "Topic rises: (no label)", "zh": "主题上升：（无名称）"}
