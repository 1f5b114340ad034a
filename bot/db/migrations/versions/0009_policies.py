"""policy documents and their articles.

Revision 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('policy_document',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('number', sa.String(length=100), nullable=False),
    sa.Column('issuer', sa.String(length=200), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('repealed_on', sa.Date(), nullable=True),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('origin', sa.String(length=200), nullable=False),
    sa.Column('checksum', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_document')),
    sa.UniqueConstraint('title', 'effective_on', name=op.f('uq_policy_document_title_effective_on'))
    )
    with op.batch_alter_table('policy_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_policy_document_effective_on'), ['effective_on'], unique=False)

    op.create_table('policy_article',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('order_num', sa.Integer(), nullable=False),
    sa.Column('no', sa.String(length=30), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('chapter', sa.String(length=200), nullable=False),
    sa.Column('asks', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['policy_document.id'], name=op.f('fk_policy_article_document_id_policy_document'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_article')),
    sa.UniqueConstraint('document_id', 'no', name=op.f('uq_policy_article_document_id_no'))
    )
    with op.batch_alter_table('policy_article', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_policy_article_document_id'), ['document_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('policy_article', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_policy_article_document_id'))

    op.drop_table('policy_article')
    with op.batch_alter_table('policy_document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_policy_document_effective_on'))

    op.drop_table('policy_document')
