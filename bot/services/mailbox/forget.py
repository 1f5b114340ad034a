"""What the mailbox forgets: words a day after they were sent, everything after a week."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import ChannelDelivery, ChannelUpdate
from bot.services.retention.batch import remove, some

WORDS_FOR = timedelta(days=1)
KEYS_FOR = timedelta(days=7)  # Telegram repeats an update for a day at most


def forget_mail(
    session: Session, now: datetime, words_for: timedelta = WORDS_FOR, keys_for: timedelta = KEYS_FOR
) -> int:
    """A batch of each; how many rows, call again while it is any."""
    told = some(
        session,
        ChannelDelivery.id,
        col(ChannelDelivery.state).in_(("sent", "handed")),
        col(ChannelDelivery.sent_at) < now - words_for,
        col(ChannelDelivery.body).is_not(None),
    )
    session.execute(
        update(ChannelDelivery)
        .where(col(ChannelDelivery.id).in_(told))
        .values(body=None)
        .execution_options(synchronize_session=False)
    )
    old = now - keys_for
    ended = col(ChannelDelivery.state).in_(("sent", "handed", "dropped", "held"))
    gone = remove(session, ChannelDelivery, ended, ChannelDelivery.created_at < old)
    gone += remove(
        session,
        ChannelUpdate,
        ChannelUpdate.state != "waiting",
        ChannelUpdate.created_at < old,
        # a group is told once that we do not speak in groups
        col(ChannelUpdate.update_key).not_like("group:%"),
        ~select(ChannelDelivery.id).where(ChannelDelivery.update_id == ChannelUpdate.id).exists(),
    )
    return len(told) + gone
