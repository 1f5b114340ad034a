"""the numbers of a conversation's tokens: another one after proof of identity.

Revision 0023, after 0022.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('token_last', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('token_from', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_column('token_from')
        batch_op.drop_column('token_last')
