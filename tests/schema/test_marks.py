from feedback_ai.schema.marks import bracketed, clauses, joined, listed, titled


def test_each_language_has_its_own_marks():
    assert listed(["a", "b"], "en") == joined(["a", "b"], "en") == "a, b"
    assert (listed(["甲", "乙"], "zh"), joined(["甲", "乙"], "zh")) == ("甲、乙", "甲，乙")
    assert (clauses(["a", "b"], "en"), clauses(["甲", "乙"], "zh")) == ("a; b", "甲；乙")
    assert (titled("a", "b", "en"), titled("甲", "乙", "zh")) == ("a: b", "甲：乙")
    assert f"a{bracketed('b', 'en')} 甲{bracketed('乙', 'zh')}" == "a (b) 甲（乙）"
