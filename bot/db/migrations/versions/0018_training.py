"""drafts of training examples, models trained in the console, and changed groups of words.

Revision 0018, after 0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('nlu_work',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('intent', sa.String(length=80), nullable=False),
    sa.Column('examples', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('editors', sa.JSON(), nullable=False),
    sa.Column('edited_by', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nlu_work')),
    sa.UniqueConstraint('intent', name=op.f('uq_nlu_work_intent'))
    )
    op.create_table('model_run',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('started_by', sa.String(length=100), nullable=False),
    sa.Column('trains', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('stage', sa.String(length=60), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('base', sa.String(length=64), nullable=False),
    sa.Column('examples', sa.JSON(), nullable=False),
    sa.Column('editors', sa.JSON(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('error', sa.String(length=500), nullable=False),
    sa.Column('checksum', sa.String(length=64), nullable=True),
    sa.Column('signature', sa.String(length=64), nullable=True),
    sa.Column('archive', sa.LargeBinary(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('activated_by', sa.String(length=100), nullable=True),
    sa.Column('activated_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('running', 'ready', 'measured', 'failed', 'broken')", name=op.f('ck_model_run_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_run'))
    )
    with op.batch_alter_table('model_run', schema=None) as batch_op:
        batch_op.create_index('uq_model_run_active', ['is_active'], unique=True, sqlite_where=sa.text('is_active'), postgresql_where=sa.text('is_active'))
    op.create_table('lexicon_change',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('official', sa.String(length=60), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('loose', sa.Boolean(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('author', sa.String(length=100), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('decided_by', sa.String(length=100), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('submitted', 'live', 'past', 'refused')", name=op.f('ck_lexicon_change_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lexicon_change'))
    )
    with op.batch_alter_table('lexicon_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lexicon_change_decided_at'), ['decided_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_lexicon_change_official'), ['official'], unique=False)
        batch_op.create_index(batch_op.f('ix_lexicon_change_state'), ['state'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('lexicon_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lexicon_change_state'))
        batch_op.drop_index(batch_op.f('ix_lexicon_change_official'))
        batch_op.drop_index(batch_op.f('ix_lexicon_change_decided_at'))

    op.drop_table('lexicon_change')
    with op.batch_alter_table('model_run', schema=None) as batch_op:
        batch_op.drop_index('uq_model_run_active', sqlite_where=sa.text('is_active'), postgresql_where=sa.text('is_active'))

    op.drop_table('model_run')
    op.drop_table('nlu_work')
