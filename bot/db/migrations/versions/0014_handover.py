"""handing over to a person.

Revision 0014, after 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('canned_answer',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_answer')),
    sa.UniqueConstraint('title', name=op.f('uq_canned_answer_title'))
    )
    op.create_table('desk_duty',
    sa.Column('actor', sa.String(length=100), nullable=False),
    sa.Column('departments', sa.JSON(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('is_overtime', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('actor', name=op.f('pk_desk_duty'))
    )
    op.create_table('handover',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.String(length=80), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('group_code', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('agent', sa.String(length=100), nullable=True),
    sa.Column('agent_no', sa.Integer(), nullable=True),
    sa.Column('shows_transcript', sa.Boolean(), nullable=True),
    sa.Column('revealed_to', sa.String(length=100), nullable=True),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_position', sa.Integer(), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('typing', sa.Text(), nullable=True),
    sa.Column('typing_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agent_typing_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover'))
    )
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handover_session_id'), ['session_id'], unique=False)
        batch_op.create_index('ix_handover_state_queued_at', ['state', 'queued_at'], unique=False)
        batch_op.create_index('uq_handover_open', ['session_id'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'held', 'writing')"), postgresql_where=sa.text("state IN ('waiting', 'held', 'writing')"))

    op.create_table('handover_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=100), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('to_state', sa.String(length=10), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_handover_event_handover_id_handover'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover_event')),
    sa.UniqueConstraint('handover_id', 'sequence', name=op.f('uq_handover_event_handover_id_sequence'))
    )
    op.create_table('handover_line',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('who', sa.String(length=10), nullable=False),
    sa.Column('author', sa.String(length=100), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('message_id', sa.String(length=64), nullable=True),
    sa.Column('reply_to', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_handover_line_handover_id_handover'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover_line')),
    sa.UniqueConstraint('handover_id', 'message_id', name=op.f('uq_handover_line_handover_id_message_id')),
    sa.UniqueConstraint('handover_id', 'sequence', name=op.f('uq_handover_line_handover_id_sequence'))
    )
    with op.batch_alter_table('chat_event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('words', sa.Text(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('chat_event', schema=None) as batch_op:
        batch_op.drop_column('words')

    op.drop_table('handover_line')
    op.drop_table('handover_event')
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_index('uq_handover_open', sqlite_where=sa.text("state IN ('waiting', 'held', 'writing')"), postgresql_where=sa.text("state IN ('waiting', 'held', 'writing')"))
        batch_op.drop_index('ix_handover_state_queued_at')
        batch_op.drop_index(batch_op.f('ix_handover_session_id'))

    op.drop_table('handover')
    op.drop_table('desk_duty')
    op.drop_table('canned_answer')
