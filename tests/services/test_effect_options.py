from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import NOW, file
from effect_fakes import START, history, texts

from feedback_ai.errors import OptionError
from feedback_ai.services import backlog
from feedback_ai.services.backlog_effect import plan_effect
from feedback_ai.services.effect_options import labels_of
from feedback_ai.settings import Settings
from feedback_ai.store import Store


@pytest.fixture
def own(settings: Settings) -> Settings:
    """Settings without a model bundle, so that nothing is corrected by a card."""
    return settings.model_copy(update={"model": settings.home / "none"})


def item_of(store: Store, settings: Settings) -> int:
    (item_id,) = backlog.build(store, actor="ann", settings=settings).added
    return item_id


def test_labels_are_left_to_the_plan_named_or_left_out() -> None:
    assert labels_of(None) is None
    assert labels_of(["cause", "dimension"]) == ("cause", "dimension")
    assert labels_of(["none"]) == ()
    with pytest.raises(OptionError, match="dimension, cause, none"):
        labels_of(["topic"])
    with pytest.raises(OptionError, match="leaves all labels out"):
        labels_of(["none", "cause"])


@pytest.mark.parametrize("start", [None, START, datetime.now(UTC) + timedelta(weeks=4)])
def test_a_baseline_that_leaves_out_what_is_known_is_refused(
    store: Store, own: Settings, start: datetime | None
) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    could = START if start == START else NOW
    early = START - timedelta(weeks=8)
    with pytest.raises(OptionError, match=f"texts up to {could:%Y-%m-%d} are known already") as refused:
        plan_effect(store, item_id, actor="ann", start=start, as_of=early, settings=own)
    least = could - timedelta(days=3)
    assert f"`--as-of` (`as_of`), or give a day from {least:%Y-%m-%d} on" in refused.value.hint
    item = plan_effect(store, item_id, actor="ann", start=start, as_of=least + timedelta(hours=1), settings=own)
    assert item.effect is not None
    assert item.effect.planned_first == (start != START)


def test_a_text_that_is_dated_ahead_forbids_no_baseline_that_ends_today(store: Store, own: Settings) -> None:
    now = datetime.now(UTC)
    today = (NOW - now).days
    file(store, texts(2, range(today + 1, today + 60), "own"))
    item_id = item_of(store, own)
    file(store, texts(1, range(today - 400, today - 399), "ahead"))
    item = plan_effect(store, item_id, actor="ann", as_of=now, settings=own)
    assert item.effect is not None
    assert item.effect.baseline_to == now
