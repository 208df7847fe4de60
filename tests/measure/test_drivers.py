import numpy as np
import pandas as pd
import pytest
from evidence_fakes import bad, evidence, good, text
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.measure.drivers import LACKING, find_drivers


def made(n, seed=0, effect=1.5, customers=False):
    """Texts whose rating falls by `effect` where reliability is judged badly, and not by the price."""
    generator, listed = np.random.default_rng(seed), []
    for number in range(n):
        segments, rating = [], 4.0
        for facet, weight in (("reliability", effect), ("price", 0.0)):
            drawn = generator.random()
            if drawn < 0.3:
                segments.append(bad(facet))
                rating -= weight
            elif drawn < 0.6:
                segments.append(good(facet))
                rating += weight / 2
        rating += generator.normal(0, 0.5)
        listed.append(text(*segments, rating=rating, customer=f"c{number % 7}" if customers else None))
    return evidence(listed)


def drivers_of(found, customers=None):
    return find_drivers(found.texts.set_index("feedback_id")["rating"], found.mentions, customers)


def row_of(driven, facet, sentiment):
    rows = driven.rows
    (row,) = rows[(rows["facet"] == facet) & (rows["sentiment"] == sentiment)].to_dict("records")
    return row


def test_what_moves_the_rating_is_found_and_what_does_not_is_not():
    driven = drivers_of(made(800))
    assert driven.lacking is None
    assert driven.rows.iloc[0][["facet", "sentiment"]].tolist() == ["reliability", "negative"]
    worst, best = row_of(driven, "reliability", "negative"), row_of(driven, "reliability", "positive")
    assert worst["coefficient_low"] < -1.5 < worst["coefficient_high"]
    assert best["coefficient_low"] < 0.75 < best["coefficient_high"]
    assert worst["impact_high"] < 0 < best["impact_low"]
    assert driven.r2 > 0.5
    for sentiment in ("negative", "positive"):
        price = row_of(driven, "price", sentiment)
        assert price["coefficient_low"] < 0 < price["coefficient_high"]
    importance = driven.importance.set_index("facet")
    assert importance.loc["reliability", "importance"] == pytest.approx(2.25, abs=0.15)
    assert importance.loc["price", "importance_low"] < 0.1


def test_impact_is_the_mean_minus_the_mean_without():
    found = made(300)
    rating = found.texts.set_index("feedback_id")["rating"].astype(float)
    row = row_of(drivers_of(found), "reliability", "negative")
    negative = found.mentions.query("facet == 'reliability' and sentiment == 'negative'")["feedback_id"]
    assert row["n"] == negative.nunique()
    assert row["impact"] == pytest.approx(rating.mean() - rating.drop(negative).mean())
    assert row["mean_with"] == pytest.approx(rating[negative].mean())


def test_the_same_texts_give_the_same_figures():
    found = made(200)
    pd.testing.assert_frame_equal(drivers_of(found).rows, drivers_of(found).rows)


def test_texts_of_one_customer_are_drawn_together():
    found = made(300, customers=True)
    alone, together = drivers_of(found), drivers_of(found, found.texts.set_index("feedback_id")["customer"])
    assert alone.rows["impact"].tolist() == together.rows["impact"].tolist()
    assert alone.rows["impact_low"].tolist() != together.rows["impact_low"].tolist()


def test_too_few_texts_are_told_with_how_many_are_needed():
    driven = drivers_of(made(60))
    assert (driven.lacking, driven.n, driven.needed) == ("texts", 60, 100)
    assert driven.rows.empty
    assert driven.importance.empty
    assert driven.mean == pytest.approx(3.8, abs=0.4)


def test_what_cannot_be_told_is_said():
    silent = evidence([text(rating=number % 5) for number in range(150)])
    assert drivers_of(silent).lacking == "mentions"
    alike = evidence([text(*([bad("price")] if number % 2 else []), rating=3) for number in range(150)])
    assert drivers_of(alike).lacking == "variation"
    nothing = drivers_of(evidence([]))
    assert (nothing.lacking, nothing.n) == ("texts", 0)
    assert np.isnan(nothing.mean)
    assert all(all(names) for names in LACKING.values())


def test_texts_without_an_outcome_do_not_count():
    found = made(150)
    found.texts.loc[:20, "rating"] = None
    assert drivers_of(found).n == 129


@settings(max_examples=12, deadline=None)
@given(st.integers(100, 200), st.integers(0, 1000), st.floats(-2, 2))
def test_intervals_hold_the_estimate(n, seed, effect):
    driven = drivers_of(made(n, seed, effect))
    for name in ("impact", "coefficient"):
        assert (driven.rows[f"{name}_low"] <= driven.rows[name]).all()
        assert (driven.rows[name] <= driven.rows[f"{name}_high"]).all()
    assert (driven.importance["importance_low"] <= driven.importance["importance"]).all()
    assert (driven.importance["importance"] <= driven.importance["importance_high"]).all()
