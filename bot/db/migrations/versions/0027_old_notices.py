"""finding what is over: notices in the outbox by their time.

Revision 0027, after 0026.
"""

from __future__ import annotations

from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_outbox_message_created_at', 'outbox_message', ['created_at'])


def downgrade() -> None:
    op.drop_index('ix_outbox_message_created_at', table_name='outbox_message')
