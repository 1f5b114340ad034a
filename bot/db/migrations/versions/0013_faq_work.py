"""drafts, history and release checks of the FAQ.

Revision 0013, after 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('faq_gate',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('started_by', sa.String(length=100), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('stage', sa.String(length=60), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_gate'))
    )
    op.create_table('faq_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=100), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_revision')),
    sa.UniqueConstraint('name', 'sequence', name=op.f('uq_faq_revision_name_sequence'))
    )
    op.create_table('faq_work',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=10), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('question', sa.String(length=500), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('base_version', sa.Integer(), nullable=True),
    sa.Column('editors', sa.JSON(), nullable=False),
    sa.Column('edited_by', sa.String(length=100), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('editing', 'submitted', 'returned')", name=op.f('ck_faq_work_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_work')),
    sa.UniqueConstraint('name', name=op.f('uq_faq_work_name'))
    )
    with op.batch_alter_table('faq_work', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_work_department_code'), ['department_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_faq_work_state'), ['state'], unique=False)

    op.create_table('golden_question',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('added_by', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_golden_question')),
    sa.UniqueConstraint('text', name=op.f('uq_golden_question_text'))
    )
    op.create_table('ignored_question',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('ignored_by', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ignored_question'))
    )
    with op.batch_alter_table('ignored_question', schema=None) as batch_op:
        batch_op.create_index('uq_ignored_question_key', ['key'], unique=True)

    op.create_table('faq_emergency',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('before_sequence', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=100), nullable=False),
    sa.Column('reviewed_by', sa.String(length=100), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verdict', sa.String(length=10), nullable=True),
    sa.ForeignKeyConstraint(['release_id'], ['faq_release.id'], name=op.f('fk_faq_emergency_release_id_faq_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_emergency'))
    )
    with op.batch_alter_table('faq_emergency', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_emergency_release_id'), ['release_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('faq_emergency', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_faq_emergency_release_id'))

    op.drop_table('faq_emergency')
    with op.batch_alter_table('ignored_question', schema=None) as batch_op:
        batch_op.drop_index('uq_ignored_question_key')

    op.drop_table('ignored_question')
    op.drop_table('golden_question')
    with op.batch_alter_table('faq_work', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_faq_work_state'))
        batch_op.drop_index(batch_op.f('ix_faq_work_department_code'))

    op.drop_table('faq_work')
    op.drop_table('faq_revision')
    op.drop_table('faq_gate')
