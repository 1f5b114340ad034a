"""Mailbox of the messaging apps.

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('channel_update',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('update_key', sa.String(length=160), nullable=False),
    sa.Column('address_index', sa.String(length=64), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_update')),
    sa.UniqueConstraint('channel', 'update_key', name=op.f('uq_channel_update_channel_update_key'))
    )
    with op.batch_alter_table('channel_update', schema=None) as batch_op:
        batch_op.create_index('ix_channel_update_address', ['address_index', 'state'], unique=False)
        batch_op.create_index('ix_channel_update_waiting', ['state', 'due_at'], unique=False)

    op.create_table('channel_delivery',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('address_index', sa.String(length=64), nullable=False),
    sa.Column('update_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(length=120), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['update_id'], ['channel_update.id'], name=op.f('fk_channel_delivery_update_id_channel_update'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_delivery')),
    sa.UniqueConstraint('update_id', 'position', name=op.f('uq_channel_delivery_update_id_position'))
    )
    with op.batch_alter_table('channel_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_channel_delivery_address', ['address_index', 'state'], unique=False)
        batch_op.create_index('ix_channel_delivery_waiting', ['state', 'due_at'], unique=False)

    with op.batch_alter_table('citizen_channel', schema=None) as batch_op:
        batch_op.add_column(sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('citizen_channel', schema=None) as batch_op:
        batch_op.drop_column('blocked_at')

    with op.batch_alter_table('channel_delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_delivery_waiting')
        batch_op.drop_index('ix_channel_delivery_address')

    op.drop_table('channel_delivery')
    with op.batch_alter_table('channel_update', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_update_waiting')
        batch_op.drop_index('ix_channel_update_address')

    op.drop_table('channel_update')
