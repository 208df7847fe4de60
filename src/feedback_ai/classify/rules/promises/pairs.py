"""Promises set against what came true: sides of the same kind that belong together."""

from collections.abc import Sequence
from dataclasses import replace

from feedback_ai.classify.rules.promises.quantities import Stated, with_unit
from feedback_ai.classify.rules.promises.roles import NEAR, Placed, Side

FRAGMENT = 5
"""Greatest number of items of a clause that states a promise without any word for it: "7 days, got it in 4"."""
BESIDE = 2
"""How many sentences on a quantity without a word may stand: "They told me 200 euros. The bill? 340."."""
Pair = tuple[Placed | None, Placed | None]
"""What was promised and what came true; None where a side is not stated."""


def pair(placed: Sequence[Placed]) -> list[Pair]:
    """Pairs in the order of their first quantity."""
    sides = [one for one in _with_units(placed) if one.side is not Side.NONE]
    sides = _told_by_the_other(sides)
    promised = [one for one in sides if one.side is Side.PROMISED]
    actual = [one for one in sides if one.side is Side.ACTUAL]
    pairs: list[Pair] = []
    for promise in promised:
        outcome = _outcome_of(promise, promised, actual, pairs)
        if outcome is not None or promise.alone:
            pairs.append((promise, outcome))
    taken = [outcome for _, outcome in pairs]
    left = [one for one in actual if one not in taken and one.alone]
    for one in left:
        if one.as_promised:
            pairs.append((one, one))
            continue
        rivals = [other for other in placed if other is not one and _is_rival(other, one)]
        if not rivals:
            pairs.append((None, one))
    return sorted(pairs, key=lambda both: min(one.stated.start for one in both if one is not None))


def _with_units(placed: Sequence[Placed]) -> list[Placed]:
    """Numbers without a unit take the other side's, where a word right by them tells their own side."""
    known = [one for one in placed if one.stated.unit]
    found = []
    for one in placed:
        if one.stated.unit:
            found.append(one)
            continue
        if one.side not in {Side.PROMISED, Side.ACTUAL} or one.near > NEAR:
            continue
        others = [other for other in known if other.side not in {Side.NONE, one.side}]
        if others:
            nearest = min(others, key=lambda other: abs(other.stated.start - one.stated.start))
            found.append(replace(one, stated=with_unit(one.stated, nearest.stated)))
    return found


def _told_by_the_other(sides: Sequence[Placed]) -> list[Placed]:
    """A quantity that no word puts on a side stands against the one next to it that a word puts on one."""
    found = list(sides)
    for place, one in enumerate(sides):
        if one.side is not Side.OPEN:
            continue
        same = [other for other in sides if other is not one and _comparable(other.stated, one.stated)]
        near = [other for other in same if other.side is not Side.OPEN and abs(other.sentence - one.sentence) <= BESIDE]
        if len(same) != 1 or not near:
            continue
        side = Side.ACTUAL if near[0].side is Side.PROMISED else Side.PROMISED
        if side is Side.PROMISED and (one.stated.start > near[0].stated.start or one.words > FRAGMENT):
            continue
        found[place] = replace(one, side=side, alone=False)
    return found


def _outcome_of(
    promise: Placed, promised: Sequence[Placed], actual: Sequence[Placed], pairs: Sequence[Pair]
) -> Placed | None:
    taken = [outcome for _, outcome in pairs]
    free = [one for one in actual if one not in taken and _comparable(promise.stated, one.stated)]
    later = [one for one in free if one.stated.start > promise.stated.start]
    rivals = [one.stated.start for one in promised if _comparable(one.stated, promise.stated)]
    following = min((start for start in rivals if start > promise.stated.start), default=None)
    until = [one for one in later if following is None or one.stated.start < following]
    earlier = [one for one in free if one.stated.start < promise.stated.start]
    return next(iter(until), None) or next(iter(reversed(earlier)), None) or next(iter(later), None)


def _comparable(one: Stated, other: Stated) -> bool:
    return one.kind == other.kind and (one.kind != "count" or not one.noun or not other.noun or one.noun == other.noun)


def _is_rival(other: Placed, one: Placed) -> bool:
    """Several outcomes without a promise or a total are told one after another: none of them stands alone."""
    same = other.stated.kind == one.stated.kind or (not other.stated.unit and other.sentence == one.sentence)
    return same and other.stated.start != one.stated.start and other.side not in {Side.NONE, Side.PROMISED}
