from evidence_fakes import EVIDENCE, bad, evidence, text
from hypothesis import given, settings

from feedback_ai.measure.drill import findings
from feedback_ai.measure.fishbone import BONES, MOST, fishbone
from feedback_ai.measure.fishbone import EVIDENCE as MOST_EVIDENCE
from feedback_ai.schema import RootCause

FEW = settings(max_examples=40, deadline=None)


def found(own):
    return findings(own.mentions, own.causes, own.topics)


def test_bones_have_topics_and_their_segments():
    texts = [text(bad("empathy", "people", topic=topic)) for topic in (5, 5, 1, 2, 3, 4, None)]
    fish = fishbone(found(evidence([*texts, text(bad("empathy")), text(bad("empathy", "unknown"))])))
    assert [bone.cause for bone in fish.bones] == list(BONES)
    people = fish.bones[0]
    assert (fish.n, fish.n_unknown, fish.n_without) == (9, 1, 1)
    assert (people.n, people.rate, people.others, people.without) == (7, 7 / 9, 2, 1)
    assert [(small.value, small.n) for small in people.small] == [("5", 2), ("1", 1), ("2", 1)]
    assert people.small[0].evidence == (("t0", 0), ("t1", 0))


def test_small_bones_of_a_topic_are_dimensions():
    texts = [text(bad(facet, "method", topic=1)) for facet in ("price", "price", "empathy")]
    method = fishbone(found(evidence(texts)), small_of="dimension").bones[3]
    assert [(small.value, small.n) for small in method.small] == [("price", 2), ("empathy", 1)]


def test_unknown_is_no_bone():
    assert RootCause.UNKNOWN not in BONES
    assert len(BONES) == 6


@FEW
@given(EVIDENCE)
def test_bones_are_never_more_than_the_head(own):
    fish = fishbone(found(own))
    for bone in fish.bones:
        assert 0 <= bone.n <= fish.n
        assert len(bone.small) <= MOST
        assert all(small.n <= bone.n and 1 <= len(small.evidence) <= MOST_EVIDENCE for small in bone.small)
