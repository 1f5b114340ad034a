"""the database itself refuses to change or delete rows of the audit log.

Revision 0004, after 0003.

On SQLite a later `batch_alter_table("audit_log")` that copies the table must create these triggers again.
"""

from __future__ import annotations

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

REFUSAL = 'audit_log is append-only'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            'CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            'CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log '
            'FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()'
        )
        return
    for deed in ('UPDATE', 'DELETE'):
        op.execute(
            f'CREATE TRIGGER audit_log_no_{deed.lower()} BEFORE {deed} ON audit_log '
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER audit_log_append_only ON audit_log')
        op.execute('DROP FUNCTION audit_log_refuse()')
        return
    for deed in ('update', 'delete'):
        op.execute(f'DROP TRIGGER audit_log_no_{deed}')
