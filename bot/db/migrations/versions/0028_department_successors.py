"""departments whose work another takes over.

Revision 0028, after 0027.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('department', sa.Column('successor', sa.String(64), server_default='', nullable=False))
    op.add_column('department_work', sa.Column('successor', sa.String(64), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('department_work', schema=None) as batch_op:
        batch_op.drop_column('successor')
    with op.batch_alter_table('department', schema=None) as batch_op:
        batch_op.drop_column('successor')
