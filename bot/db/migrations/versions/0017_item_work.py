"""drafts and history of the catalogue, and who approved an item in the console.

Revision 0017, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('item_work',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=10), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('base', sa.String(length=64), nullable=False),
    sa.Column('editors', sa.JSON(), nullable=False),
    sa.Column('edited_by', sa.String(length=100), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('editing', 'submitted', 'returned')", name=op.f('ck_item_work_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_work')),
    sa.UniqueConstraint('code', name=op.f('uq_item_work_code'))
    )
    with op.batch_alter_table('item_work', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_work_department_code'), ['department_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_work_state'), ['state'], unique=False)

    op.create_table('item_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=100), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_revision')),
    sa.UniqueConstraint('code', 'sequence', name=op.f('uq_item_revision_code_sequence'))
    )
    with op.batch_alter_table('service_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('edited_by', sa.String(length=100), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('service_item', schema=None) as batch_op:
        batch_op.drop_column('edited_by')

    op.drop_table('item_revision')
    with op.batch_alter_table('item_work', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_work_state'))
        batch_op.drop_index(batch_op.f('ix_item_work_department_code'))

    op.drop_table('item_work')
