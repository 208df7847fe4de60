"""Issues of trackers that stand for items."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class TrackerLinkRow(Table):
    """The issue of an item in one tracker; `state_sent` is the item's state that the tracker was last brought to."""

    __tablename__ = "tracker_link"

    item_id: Mapped[int] = mapped_column(ForeignKey("backlog_item.id", ondelete="CASCADE"), primary_key=True)
    tracker: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str]
    url: Mapped[str | None]
    status: Mapped[str | None]
    category: Mapped[str | None]
    state_sent: Mapped[str | None]
    gone: Mapped[bool]
    synced_at: Mapped[datetime]
