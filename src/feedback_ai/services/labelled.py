"""What the model said of records, into the store: labels, vectors and topics together, in the caller's transaction."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from feedback_ai.services.topics_assign import assign_new
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.vectors import VectorRepository

if TYPE_CHECKING:
    from feedback_ai.pipeline import Labelled


def store_labelled(session: Session, labelled: "Mapping[str, Labelled]") -> set[str]:
    """Store labels and segment vectors by feedback id, and give the segments their topics where there are any.

    Records that have labels keep what they have.

    Returns:
        The ids whose labels are new.
    """
    added = FeedbackRepository(session).add_analyses({id_: own.analysis for id_, own in labelled.items()})
    VectorRepository(session).add({id_: labelled[id_].vectors for id_ in added})
    for version in sorted({labelled[id_].analysis.model.version for id_ in added}):
        assign_new(session, [id_ for id_ in added if labelled[id_].analysis.model.version == version], version)
    return added
