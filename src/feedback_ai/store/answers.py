"""Answers to requests with an `Idempotency-Key`."""

from datetime import UTC, datetime

from sqlalchemy import delete, update

from feedback_ai.store.insert import insert_new
from feedback_ai.store.records import Answer
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import IdempotencyRow


class AnswerRepository(Repository):
    """Reads and writes answered requests inside the caller's transaction."""

    def claim(self, principal: str, key: str, body_hash: str) -> bool:
        """Note that a request is being answered; False if another one holds its key."""
        row = {"principal": principal, "key": key, "body_hash": body_hash, "created_at": datetime.now(UTC)}
        return bool(insert_new(self.session, IdempotencyRow, [row], IdempotencyRow.key))

    def get(self, principal: str, key: str) -> Answer | None:
        """What is known of a request; None if nothing."""
        row = self.session.get(IdempotencyRow, (principal, key))
        return None if row is None else Answer(body_hash=row.body_hash, status=row.status, body=row.body)

    def complete(self, principal: str, key: str, status: int, body: str) -> None:
        """Keep the answer of a claimed request."""
        self.session.execute(
            update(IdempotencyRow)
            .where(IdempotencyRow.principal == principal, IdempotencyRow.key == key)
            .values(status=status, body=body)
        )

    def release(self, principal: str, key: str) -> None:
        """Forget a request that could not be answered, so that it can be sent again."""
        self.session.execute(
            delete(IdempotencyRow).where(IdempotencyRow.principal == principal, IdempotencyRow.key == key)
        )

    def forget(self, *, answered_before: datetime, claimed_before: datetime) -> None:
        """Drop old answers, and claims so old that whoever made them must have died."""
        unanswered = IdempotencyRow.status.is_(None)
        self.session.execute(
            delete(IdempotencyRow).where(
                (IdempotencyRow.created_at < answered_before)
                | (unanswered & (IdempotencyRow.created_at < claimed_before))
            )
        )

    def forget_mentions(self, feedback_id: str) -> None:
        """Drop answers that hold a feedback record, which is being deleted."""
        self.session.execute(delete(IdempotencyRow).where(IdempotencyRow.body.contains(feedback_id, autoescape=True)))
