import pytest
import torch

from training.losses import disagreement, distance, task_losses


def test_distance_is_none_where_nothing_moved_and_two_where_all_is_opposite():
    vectors = torch.randn(5, 4)
    assert distance(vectors, 3 * vectors).item() == pytest.approx(0, abs=1e-6)
    assert distance(vectors, -vectors).item() == pytest.approx(2, abs=1e-6)


def test_no_rows_are_no_distance():
    assert distance(torch.zeros(0, 4), torch.zeros(0, 4)).item() == 0


def test_disagreement_is_none_where_both_sides_are_judged_alike_and_the_same_either_way():
    first = {"facets": torch.randn(3, 7, 4), "sentiment": torch.randn(2, 4)}
    second = {name: torch.randn_like(own) for name, own in first.items()}
    twice = {name: torch.cat([own, own]) for name, own in first.items()}
    assert disagreement(twice).item() == pytest.approx(0, abs=1e-6)
    one, other = ({name: torch.cat([a[name], b[name]]) for name in a} for a, b in ((first, second), (second, first)))
    assert disagreement(one).item() == pytest.approx(disagreement(other).item(), rel=1e-5)
    assert disagreement(one).item() > 0


def test_the_loss_of_a_task_is_least_where_the_logits_say_what_is_right():
    targets = {"facets": torch.eye(4)[torch.zeros(2, 7, dtype=torch.int64)], "causes": torch.zeros(2, 7)}
    targets |= {"expectation": torch.ones(2)} | {name: torch.eye(5)[:1] for name in ("sentiment", "intent", "severity")}
    right = {name: 20 * (own - 0.5) for name, own in targets.items()}
    wrong = {name: -own for name, own in right.items()}
    for name, loss in task_losses(right, targets).items():
        assert loss.item() < 0.01
        assert task_losses(wrong, targets)[name].item() > 5
