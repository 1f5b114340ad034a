"""departments that are withdrawn; booked times that a window no longer serves.

Revision 0026, after 0025.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('department', sa.Column('is_withdrawn', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('appointment_slot', sa.Column('is_closed', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('appointment_slot', schema=None) as batch_op:
        batch_op.drop_column('is_closed')
    with op.batch_alter_table('department', schema=None) as batch_op:
        batch_op.drop_column('is_withdrawn')
