"""questions and steps of forms that are counted; releases at a set time.

Revision 0016, after 0015.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('counted_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_counted_day'))
    )
    op.create_table('question_count',
    sa.Column('dimension', sa.String(length=10), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('department', sa.String(length=64), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('clarified', sa.Integer(), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('outside', sa.Integer(), nullable=False),
    sa.Column('failed', sa.Integer(), nullable=False),
    sa.Column('chosen', sa.Integer(), nullable=False),
    sa.Column('none', sa.Integer(), nullable=False),
    sa.Column('useless', sa.Integer(), nullable=False),
    sa.Column('handed', sa.Integer(), nullable=False),
    sa.Column('handed_lost', sa.Integer(), nullable=False),
    sa.Column('person', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('dimension', 'day', 'key', 'department', name=op.f('pk_question_count'))
    )
    op.create_table('faq_schedule',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('gate_id', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('planned_by', sa.String(length=100), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=100), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'done', 'failed', 'cancelled')", name=op.f('ck_faq_schedule_state')),
    sa.ForeignKeyConstraint(['gate_id'], ['faq_gate.id'], name=op.f('fk_faq_schedule_gate_id_faq_gate')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_schedule'))
    )
    with op.batch_alter_table('faq_schedule', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_schedule_gate_id'), ['gate_id'], unique=False)
        batch_op.create_index('uq_faq_schedule_waiting', ['state'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('question_fact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('hour', sa.SmallInteger(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('department', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('topic', sa.String(length=80), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('speed', sa.SmallInteger(), nullable=False),
    sa.Column('conversation_id', sa.String(length=80), nullable=True),
    sa.Column('seq', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_question_fact_conversation_id_conversation'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_fact'))
    )
    with op.batch_alter_table('question_fact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_fact_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index('ix_question_fact_day', ['day', 'outcome'], unique=False)
        batch_op.create_index('ix_question_fact_topic', ['topic', 'day'], unique=False)

    op.create_table('form_step_fact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_form_step_fact_application_id_application')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_step_fact')),
    sa.UniqueConstraint('application_id', 'step', name=op.f('uq_form_step_fact_application_id_step'))
    )


def downgrade() -> None:
    op.drop_table('form_step_fact')
    with op.batch_alter_table('question_fact', schema=None) as batch_op:
        batch_op.drop_index('ix_question_fact_topic')
        batch_op.drop_index('ix_question_fact_day')
        batch_op.drop_index(batch_op.f('ix_question_fact_conversation_id'))

    op.drop_table('question_fact')
    with op.batch_alter_table('faq_schedule', schema=None) as batch_op:
        batch_op.drop_index('uq_faq_schedule_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_faq_schedule_gate_id'))

    op.drop_table('faq_schedule')
    op.drop_table('question_count')
    op.drop_table('counted_day')
