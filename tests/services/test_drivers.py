import pytest
from backlog_fakes import complaints, file
from sqlalchemy import update

from feedback_ai.errors import OptionError
from feedback_ai.services.drivers import drivers
from feedback_ai.store.tables import FeedbackRow

REGISTER = """
[[scale]]
source = "test"
kind = "{kind}"
{more}
[[outcome]]
name = "churn"
labels = {{ en = "Churn", zh = "流失" }}
metadata = "left"
"""


@pytest.fixture
def rated(store):
    """60 complaints of reliability rated 2 or 3, and 60 praises of empathy rated 9 or 10, of two units."""
    file(store, complaints(60, "bad", unit="east"))
    file(store, complaints(50, "good", unit="west", facet="empathy", sentiment="positive", cause=None))
    file(store, complaints(10, "small", unit="north", facet="empathy", sentiment="positive", cause=None))
    with store.writing() as session:
        for number, row in enumerate(session.query(FeedbackRow.id, FeedbackRow.record_id).all()):
            rating = number % 2 + (2 if "bad" in row.record_id else 9)
            extra = {"left": "yes" if "bad" in row.record_id else "no"} if number % 40 else {}
            session.execute(update(FeedbackRow).where(FeedbackRow.id == row.id).values(rating=rating, extra=extra))
    return store


def with_register(settings, tmp_path, kind="nps", more=""):
    path = tmp_path / "indicators.toml"
    path.write_text(REGISTER.format(kind=kind, more=more), "utf-8")
    return settings.model_copy(update={"indicators": path, "metadata_keys": ["left"]})


def test_drivers_of_the_rating_are_named_in_both_languages(rated, settings):
    document = drivers(rated, settings=settings).document()
    assert (document["outcome"], document["name"]) == ("rating", {"en": "Rating", "zh": "评分"})
    (group,) = document["groups"]
    assert (group["group"], group["n"], group["lacking"]) == (None, 120, None)
    assert group["r2"] > 0.9
    worst = next(row for row in group["rows"] if row["facet"] == "reliability")
    assert worst["impact_high"] < 0
    assert (worst["name"]["zh"], worst["sentiment_name"]["zh"]) == ("可靠性", "负面")
    places = {place["facet"]: place for place in group["matrix"]}
    assert places["reliability"]["performance"] == -100
    assert all(place["quadrant_name"]["en"] and place["quadrant_name"]["zh"] for place in places.values())


def test_groups_with_too_few_texts_say_how_many_are_needed(rated, settings):
    document = drivers(rated, by="unit", settings=settings).document()
    assert [(one["group"], one["n"], one["needed"], one["lacking"]) for one in document["groups"]] == [
        ("east", 60, 100, "texts"),
        ("north", 10, 100, "texts"),
        ("west", 50, 100, "texts"),
    ]
    assert document["groups"][0]["lacking_name"] == {"en": "too few texts with an outcome", "zh": "有结果值的文本太少"}
    by_touchpoint = drivers(rated, by="touchpoint", settings=settings).document()
    assert by_touchpoint["groups"][0]["name"] == {"en": "End", "zh": "结束"}


@pytest.mark.parametrize(
    ("kind", "more", "mean"),
    [("nps", "", 0), ("csat", "satisfied = 9", 50), ("ces", "", 6)],
)
def test_outcomes_of_ratings_have_the_scale_of_the_indicator(rated, settings, tmp_path, kind, more, mean):
    own = with_register(settings, tmp_path, kind, more)
    (group,) = drivers(rated, outcome=kind, settings=own).document()["groups"]
    assert group["mean"] == pytest.approx(mean)
    # What is declared to be something else is no plain rating.
    assert drivers(rated, settings=own).document()["groups"][0]["n"] == 0


def test_an_outcome_may_stand_in_the_metadata(rated, settings, tmp_path):
    own = with_register(settings, tmp_path)
    document = drivers(rated, outcome="churn", settings=own).document()
    assert document["name"] == {"en": "Churn", "zh": "流失"}
    (group,) = document["groups"]
    assert (group["n"], group["lacking"]) == (117, None)
    worst = next(row for row in group["rows"] if row["facet"] == "reliability")
    assert worst["impact"] > 0
    assert worst["mean_with"] == 100


def test_what_is_not_declared_or_not_kept_is_told(rated, settings, tmp_path):
    own = with_register(settings, tmp_path)
    with pytest.raises(OptionError) as caught:
        drivers(rated, outcome="csat", settings=own)
    assert caught.value.options == ("rating", "nps", "churn")
    with pytest.raises(OptionError, match="FEEDBACK_AI_METADATA_KEYS"):
        drivers(rated, outcome="churn", settings=own.model_copy(update={"metadata_keys": []}))
    with pytest.raises(OptionError, match="channel"):
        drivers(rated, by="week", settings=own)


def test_an_empty_store_has_no_drivers(store, settings):
    (group,) = drivers(store, settings=settings).document()["groups"]
    assert (group["n"], group["mean"], group["rows"], group["matrix"]) == (0, None, [], [])
    assert drivers(store, by="unit", settings=settings).document()["groups"] == []
