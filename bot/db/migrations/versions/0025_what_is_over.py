"""finding what is over: conversations and pushed messages by their time.

Revision 0025, after 0024.
"""

from __future__ import annotations

from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_conversation_expires_at', 'conversation', ['expires_at'])
    op.create_index('ix_chat_event_created_at', 'chat_event', ['created_at'])


def downgrade() -> None:
    op.drop_index('ix_chat_event_created_at', table_name='chat_event')
    op.drop_index('ix_conversation_expires_at', table_name='conversation')
