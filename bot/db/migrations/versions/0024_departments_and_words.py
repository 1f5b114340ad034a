"""departments and windows that staff edit; changes of the tables of dialect and of Latin letters.

Revision 0024, after 0023.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('department_work',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=10), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('base', sa.String(length=64), nullable=False),
    sa.Column('editors', sa.JSON(), nullable=False),
    sa.Column('edited_by', sa.String(length=100), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('editing', 'submitted', 'returned')", name=op.f('ck_department_work_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department_work')),
    sa.UniqueConstraint('code', name=op.f('uq_department_work_code'))
    )
    with op.batch_alter_table('department_work', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_department_work_department_code'), ['department_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_department_work_state'), ['state'], unique=False)

    op.create_table('department_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=100), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department_revision')),
    sa.UniqueConstraint('code', 'sequence', name=op.f('uq_department_revision_code_sequence'))
    )
    op.add_column('department', sa.Column('edited_by', sa.String(length=100), nullable=True))
    op.add_column('service_window', sa.Column('order_num', sa.Integer(), server_default='0', nullable=False))
    op.add_column('service_window', sa.Column('is_closed', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('lexicon_change', sa.Column('word_table', sa.String(length=10), server_default='synonyms', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('lexicon_change', schema=None) as batch_op:
        batch_op.drop_column('word_table')
    with op.batch_alter_table('service_window', schema=None) as batch_op:
        batch_op.drop_column('is_closed')
        batch_op.drop_column('order_num')
    with op.batch_alter_table('department', schema=None) as batch_op:
        batch_op.drop_column('edited_by')

    op.drop_table('department_revision')
    with op.batch_alter_table('department_work', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_department_work_state'))
        batch_op.drop_index(batch_op.f('ix_department_work_department_code'))

    op.drop_table('department_work')
