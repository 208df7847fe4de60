"""Bulk requests."""

from feedback_ai.schema import RefusedRow
from feedback_ai.store.records import Job
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import JobRow


class JobRepository(Repository):
    """Reads and writes jobs inside the caller's transaction."""

    def add(self, job: Job) -> None:
        """Store a new job; it is written at once, since feedback rows will point to it."""
        refused = [row.model_dump() for row in job.refused]
        self.session.add(JobRow(**job.model_dump(exclude={"refused"}), refused=refused))
        self.session.flush()

    def set_known(self, job_id: str, known: int) -> None:
        """Note how many records of the request were stored before."""
        row = self.session.get_one(JobRow, job_id)
        row.known = known

    def get(self, job_id: str) -> Job | None:
        """One job; None if there is none under that id."""
        row = self.session.get(JobRow, job_id)
        if row is None:
            return None
        return Job(
            id=row.id,
            kind=row.kind,
            actor=row.actor,
            created_at=row.created_at,
            known=row.known,
            refused=tuple(RefusedRow.model_validate(refused) for refused in row.refused),
        )
