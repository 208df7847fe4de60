from types import SimpleNamespace

import numpy as np
import pytest

from feedback_ai.services.topics_placing import Placing
from feedback_ai.services.topics_settle import _keeps_cut


@pytest.mark.parametrize(
    ("n_found", "stays", "n_then", "anew", "keeps"),
    [
        (3, (1, 2), 100, False, True),
        (3, (1, 2), 100, True, False),  # all borders are drawn anew
        (3, (), 100, False, False),  # the last fit found nothing, and its cut is that of nothing
        (3, (1, 2), 40, False, False),  # it saw too little of what there is now
        (0, (1, 2), 40, True, True),  # nothing is found, and what people keep needs a cut
    ],
)
def test_the_cut_goes_on_with_the_topics(n_found, stays, n_then, anew, keeps):
    found = SimpleNamespace(prototypes=np.ones((n_found, 4)))
    last = SimpleNamespace(n_segments=n_then, cut=0.7)
    assert _keeps_cut(last, found, Placing({}, stays, ()), 100, anew=anew) is keeps
