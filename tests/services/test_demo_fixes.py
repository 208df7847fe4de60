import json

import pytest
from backlog_fakes import file
from effect_fakes import START, history

from feedback_ai.errors import OptionError
from feedback_ai.services import backlog, demo_fixes
from feedback_ai.services.demo_fixes import Fix, verify_fixes

WORDS = {"en": "a reminder", "zh": "提醒"}


@pytest.fixture
def fixed(store, settings, tmp_path, monkeypatch):
    """One fix that works at mobile-care and one that does nothing at the clinic; gives where they are planted."""
    own = settings.model_copy(update={"model": settings.home / "none"})
    file(store, [*history(after=12), *history(after=2, unit="clinic")])
    backlog.build(store, actor="ann", settings=own)
    planted = {
        name: {part: [f"{unit}-{part[0]}-{day}" for day in range(1, 400)] for part in ("before", "after")}
        for name, unit in (("works", "mobile-care"), ("fails", "clinic"), ("elsewhere", "hotel"))
    }
    for name in demo_fixes.PLANTED_FILES:
        (tmp_path / name).write_text(json.dumps(planted), "utf-8")
    monkeypatch.setattr(demo_fixes, "FIXES", tuple(Fix(name, START, WORDS) for name in planted))
    return verify_fixes(store, tmp_path, settings=own)


def test_each_fix_goes_around_the_circle_as_far_as_its_verdict_carries(fixed):
    works, fails = fixed
    assert (works.verdict.verdict, works.item.state) == ("effective", "act")
    assert (fails.item.unit, fails.item.state) == ("clinic", "check")
    assert fails.verdict.verdict != "effective"
    for one in fixed:
        (own,) = one.item.countermeasures
        assert (own.kind, own.due_at, own.done_at, own.overdue) == ("lasting", START, START, False)
        assert one.item.effect is not None
        assert one.item.effect.baseline_to == START
        assert one.item.warning is None


def test_nothing_pretends_that_it_was_planned_first(store, settings, fixed):
    works = fixed[0]
    assert not works.verdict.planned_first
    with pytest.raises(OptionError, match="without proof"):
        backlog.update_item(store, works.item.id, actor="bob", state="closed", settings=settings)
