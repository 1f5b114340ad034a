"""initial schema.

Revision 0001, after nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment_slot",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("window_code", sa.String(length=64), nullable=False),
        sa.Column("appoint_date", sa.Date(), nullable=False),
        sa.Column("slot_start", sa.Time(), nullable=False),
        sa.Column("slot_end", sa.Time(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "remaining >= 0 AND remaining <= capacity", name=op.f("ck_appointment_slot_remaining")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_slot")),
        sa.UniqueConstraint(
            "window_code",
            "appoint_date",
            "slot_start",
            name=op.f("uq_appointment_slot_window_code_appoint_date_slot_start"),
        ),
    )
    with op.batch_alter_table("appointment_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_slot_appoint_date"), ["appoint_date"], unique=False)

    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=50), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_log_previous_hash")),
        sa.UniqueConstraint("row_hash", name=op.f("uq_audit_log_row_hash")),
        sa.UniqueConstraint("sequence", name=op.f("uq_audit_log_sequence")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_log_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_log_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_log_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_log_subject"), ["subject"], unique=False)

    op.create_table(
        "catalogue_state",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_state")),
    )
    op.create_table(
        "citizen",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("mobile_index", sa.String(length=64), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("id_number_index", sa.String(length=64), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen")),
        sa.UniqueConstraint("mobile_index", name=op.f("uq_citizen_mobile_index")),
    )
    with op.batch_alter_table("citizen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citizen_id_number_index"), ["id_number_index"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("checkpoints", sa.JSON(), nullable=False),
        sa.Column("greeting", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "department",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("dept_type", sa.String(length=2), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("hours", sa.String(length=500), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("code", name=op.f("uq_department_code")),
    )
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_origin"), ["origin"], unique=False)

    op.create_table(
        "faq_entry",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("department_code", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=False),
        sa.Column("item_code", sa.String(length=64), nullable=True),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=True),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("import_checksum", sa.String(length=64), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_faq_entry_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_entry")),
        sa.UniqueConstraint("name", name=op.f("uq_faq_entry_name")),
    )
    with op.batch_alter_table("faq_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_entry_department_code"), ["department_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_entry_item_code"), ["item_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_entry_state"), ["state"], unique=False)

    op.create_table(
        "faq_release",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_release")),
        sa.UniqueConstraint("sequence", name=op.f("uq_faq_release_sequence")),
    )
    with op.batch_alter_table("faq_release", schema=None) as batch_op:
        batch_op.create_index(
            "uq_faq_release_active",
            ["is_active"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "holiday_override",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(name="is_working_bool"), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday_override")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("session_id", sa.String(length=80), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_message_dedupe_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_message_session_id"), ["session_id"], unique=False)
        batch_op.create_index("ix_outbox_message_waiting", ["delivered_at", "due_at"], unique=False)

    op.create_table(
        "proof_attempt",
        sa.Column("case_no", sa.String(length=50), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_wrong_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_proof_attempt")),
    )
    op.create_table(
        "application",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opening_key", sa.String(length=64), nullable=False),
        sa.Column("case_no", sa.String(length=50), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("item_code", sa.String(length=64), nullable=False),
        sa.Column("item_name", sa.String(length=300), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=True),
        sa.Column("department_code", sa.String(length=64), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("citizen_id", sa.Integer(), nullable=True),
        sa.Column("applicant_name", sa.Text(), nullable=True),
        sa.Column("applicant_id_number", sa.Text(), nullable=True),
        sa.Column("applicant_index", sa.String(length=64), nullable=True),
        sa.Column("contact_mobile", sa.Text(), nullable=True),
        sa.Column("contact_index", sa.String(length=64), nullable=True),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("cursor", sa.String(length=64), nullable=True),
        sa.Column("resume_code", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("apply_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accept_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anticipate_days", sa.Integer(), nullable=True),
        sa.Column("anticipate_day_type", sa.String(length=6), nullable=True),
        sa.Column("promise_days", sa.Integer(), nullable=True),
        sa.Column("promise_day_type", sa.String(length=6), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("statutory_on", sa.Date(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_application_citizen_id_citizen")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["application.id"], name=op.f("fk_application_parent_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("case_no", name=op.f("uq_application_case_no")),
        sa.UniqueConstraint("opening_key", name=op.f("uq_application_opening_key")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_applicant_index"), ["applicant_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_contact_index"), ["contact_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_item_code"), ["item_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_resume_code"), ["resume_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_state"), ["state"], unique=False)
        batch_op.create_index("ix_application_state_due", ["state", "promised_on"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opening_key", sa.String(length=64), nullable=False),
        sa.Column("appoint_no", sa.String(length=50), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=80), nullable=False),
        sa.Column("citizen_id", sa.Integer(), nullable=True),
        sa.Column("applicant_name", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("mobile_index", sa.String(length=64), nullable=True),
        sa.Column("verify_code", sa.String(length=64), nullable=True),
        sa.Column("queue_no", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("case_no", sa.String(length=50), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_appointment_citizen_id_citizen")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["appointment_slot.id"], name=op.f("fk_appointment_slot_id_appointment_slot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("appoint_no", name=op.f("uq_appointment_appoint_no")),
        sa.UniqueConstraint("opening_key", name=op.f("uq_appointment_opening_key")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_item_code"), ["item_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_mobile_index"), ["mobile_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_slot_id"), ["slot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_state"), ["state"], unique=False)

    op.create_table(
        "citizen_channel",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("citizen_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_index", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=80), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_citizen_channel_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_channel")),
        sa.UniqueConstraint(
            "channel", "address_index", name=op.f("uq_citizen_channel_channel_address_index")
        ),
    )
    with op.batch_alter_table("citizen_channel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citizen_channel_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_citizen_channel_session_id"), ["session_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=80), nullable=False),
        sa.Column("citizen_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=50), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_consent_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_session_id"), ["session_id"], unique=False)

    op.create_table(
        "faq_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("order_num", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["faq_entry.id"],
            name=op.f("fk_faq_question_entry_id_faq_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_question")),
        sa.UniqueConstraint("entry_id", "text", name=op.f("uq_faq_question_entry_id_text")),
    )
    with op.batch_alter_table("faq_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_question_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "faq_release_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["faq_release.id"], name=op.f("fk_faq_release_entry_release_id_faq_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_release_entry")),
        sa.UniqueConstraint("release_id", "name", name=op.f("uq_faq_release_entry_release_id_name")),
    )
    with op.batch_alter_table("faq_release_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_release_entry_release_id"), ["release_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_no", sa.String(length=50), nullable=False),
        sa.Column("matter_kind", sa.String(length=20), nullable=False),
        sa.Column("item_code", sa.String(length=64), nullable=True),
        sa.Column("department_code", sa.String(length=64), nullable=True),
        sa.Column("evaluate_channel", sa.String(length=1), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.String(length=80), nullable=False),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name=op.f("ck_rating_satisfaction")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_rating_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("matter_no", name=op.f("uq_rating_matter_no")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_department_code"), ["department_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_item_code"), ["item_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_session_id"), ["session_id"], unique=False)

    op.create_table(
        "service_item",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("region_name", sa.String(length=100), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("task_state", sa.String(length=1), nullable=False),
        sa.Column("task_version", sa.Integer(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("task_type", sa.String(length=2), nullable=False),
        sa.Column("use_level", sa.String(length=1), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("project_type", sa.String(length=1), nullable=False),
        sa.Column("handle_forms", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("by_law", sa.JSON(), nullable=False),
        sa.Column("accept_condition", sa.JSON(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("is_fee", sa.Boolean(), nullable=True),
        sa.Column("fee_basis", sa.JSON(), nullable=True),
        sa.Column("fee_explain", sa.Text(), nullable=False),
        sa.Column("anticipate_days", sa.Integer(), nullable=True),
        sa.Column("anticipate_day_type", sa.String(length=6), nullable=True),
        sa.Column("anticipate_explain", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("special", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("promise_days", sa.Integer(), nullable=True),
        sa.Column("promise_day_type", sa.String(length=6), nullable=True),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("online_depth", sa.String(length=1), nullable=True),
        sa.Column("online_url", sa.String(length=500), nullable=True),
        sa.Column("limit_scene_num", sa.Integer(), nullable=True),
        sa.Column("is_schedule", sa.Boolean(), nullable=False),
        sa.Column("handle_area", sa.String(length=100), nullable=False),
        sa.Column("consult_phone", sa.String(length=100), nullable=False),
        sa.Column("supervise_phone", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_service_item_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_item")),
        sa.UniqueConstraint("region_code", "code", name=op.f("uq_service_item_region_code_code")),
    )
    with op.batch_alter_table("service_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_item_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_item_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_item_origin"), ["origin"], unique=False)

    op.create_table(
        "service_window",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("hours", sa.String(length=500), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=False),
        sa.Column("traffic", sa.String(length=500), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_service_window_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_window")),
        sa.UniqueConstraint("code", name=op.f("uq_service_window_code")),
    )
    with op.batch_alter_table("service_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_window_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_window_origin"), ["origin"], unique=False)

    op.create_table(
        "turn",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("user_text", sa.Text(), nullable=False),
        sa.Column("replies", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("intent", sa.String(length=80), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("item_code", sa.String(length=80), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("understood", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_turn_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_turn")),
        sa.UniqueConstraint("conversation_id", "message_id", name=op.f("uq_turn_conversation_id_message_id")),
    )
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.create_index("ix_turn_created_at", ["created_at"], unique=False)

    op.create_table(
        "work_order",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opening_key", sa.String(length=64), nullable=False),
        sa.Column("order_no", sa.String(length=50), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("order_type", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("happened_at", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Integer(), nullable=True),
        sa.Column("citizen_name", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("mobile_index", sa.String(length=64), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("need_reply", sa.Boolean(), nullable=False),
        sa.Column("proposed_department", sa.String(length=64), nullable=True),
        sa.Column("department_code", sa.String(length=64), nullable=True),
        sa.Column("session_id", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_reason", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_work_order_citizen_id_citizen")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["work_order.id"], name=op.f("fk_work_order_parent_id_work_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order")),
        sa.UniqueConstraint("opening_key", name=op.f("uq_work_order_opening_key")),
        sa.UniqueConstraint("order_no", name=op.f("uq_work_order_order_no")),
    )
    with op.batch_alter_table("work_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_order_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_order_department_code"), ["department_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_order_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_order_mobile_index"), ["mobile_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_order_order_type"), ["order_type"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_order_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_order_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_order_state"), ["state"], unique=False)

    op.create_table(
        "application_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_event_application_id_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_event")),
        sa.UniqueConstraint(
            "application_id", "sequence", name=op.f("uq_application_event_application_id_sequence")
        ),
    )
    with op.batch_alter_table("application_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_event_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "application_material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("order_num", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("need", sa.String(length=1), nullable=False),
        sa.Column("is_received", sa.Boolean(), nullable=False),
        sa.Column("get_type", sa.String(length=1), nullable=True),
        sa.Column("get_num", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_material_application_id_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_material")),
    )
    with op.batch_alter_table("application_material", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_material_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "fee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("order_num", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=50), nullable=False),
        sa.Column("reducible", sa.Boolean(), nullable=False),
        sa.Column("applies_when", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["service_item.id"], name=op.f("fk_fee_item_id_service_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
    )
    with op.batch_alter_table("fee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fee_item_id"), ["item_id"], unique=False)

    op.create_table(
        "form_definition",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["service_item.id"], name=op.f("fk_form_definition_item_id_service_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_definition")),
        sa.UniqueConstraint("item_id", "version", name=op.f("uq_form_definition_item_id_version")),
    )
    with op.batch_alter_table("form_definition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_definition_item_id"), ["item_id"], unique=False)
        batch_op.create_index(
            "uq_form_definition_active",
            ["item_id"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "item_window",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("order_num", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["service_item.id"],
            name=op.f("fk_item_window_item_id_service_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["service_window.id"], name=op.f("fk_item_window_window_id_service_window")
        ),
        sa.PrimaryKeyConstraint("item_id", "window_id", name=op.f("pk_item_window")),
    )
    with op.batch_alter_table("item_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_window_window_id"), ["window_id"], unique=False)

    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("order_num", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("need", sa.String(length=1), nullable=False),
        sa.Column("material_type", sa.String(length=1), nullable=False),
        sa.Column("original", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("source_type", sa.String(length=2), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("applies_when", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["service_item.id"],
            name=op.f("fk_material_item_id_service_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
    )
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_item_id"), ["item_id"], unique=False)

    op.create_table(
        "rectification",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(length=64), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("revisited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_rectification_rating_id_rating")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_rectification_rating_id")),
    )
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rectification_department_code"), ["department_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_rectification_state"), ["state"], unique=False)

    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("order_num", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["service_item.id"], name=op.f("fk_step_item_id_service_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_item_id"), ["item_id"], unique=False)

    op.create_table(
        "work_order_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["work_order.id"], name=op.f("fk_work_order_event_order_id_work_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order_event")),
        sa.UniqueConstraint("order_id", "sequence", name=op.f("uq_work_order_event_order_id_sequence")),
    )
    with op.batch_alter_table("work_order_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_order_event_order_id"), ["order_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("work_order_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_order_event_order_id"))

    op.drop_table("work_order_event")
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_item_id"))

    op.drop_table("step")
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rectification_state"))
        batch_op.drop_index(batch_op.f("ix_rectification_department_code"))

    op.drop_table("rectification")
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_item_id"))

    op.drop_table("material")
    with op.batch_alter_table("item_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_window_window_id"))

    op.drop_table("item_window")
    with op.batch_alter_table("form_definition", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_form_definition_active",
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )
        batch_op.drop_index(batch_op.f("ix_form_definition_item_id"))

    op.drop_table("form_definition")
    with op.batch_alter_table("fee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fee_item_id"))

    op.drop_table("fee")
    with op.batch_alter_table("application_material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_material_application_id"))

    op.drop_table("application_material")
    with op.batch_alter_table("application_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_event_application_id"))

    op.drop_table("application_event")
    with op.batch_alter_table("work_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_order_state"))
        batch_op.drop_index(batch_op.f("ix_work_order_session_id"))
        batch_op.drop_index(batch_op.f("ix_work_order_parent_id"))
        batch_op.drop_index(batch_op.f("ix_work_order_order_type"))
        batch_op.drop_index(batch_op.f("ix_work_order_mobile_index"))
        batch_op.drop_index(batch_op.f("ix_work_order_due_at"))
        batch_op.drop_index(batch_op.f("ix_work_order_department_code"))
        batch_op.drop_index(batch_op.f("ix_work_order_citizen_id"))

    op.drop_table("work_order")
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.drop_index("ix_turn_created_at")

    op.drop_table("turn")
    with op.batch_alter_table("service_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_window_origin"))
        batch_op.drop_index(batch_op.f("ix_service_window_department_id"))

    op.drop_table("service_window")
    with op.batch_alter_table("service_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_item_origin"))
        batch_op.drop_index(batch_op.f("ix_service_item_department_id"))
        batch_op.drop_index(batch_op.f("ix_service_item_code"))

    op.drop_table("service_item")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_session_id"))
        batch_op.drop_index(batch_op.f("ix_rating_item_code"))
        batch_op.drop_index(batch_op.f("ix_rating_department_code"))
        batch_op.drop_index(batch_op.f("ix_rating_citizen_id"))

    op.drop_table("rating")
    with op.batch_alter_table("faq_release_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_release_entry_release_id"))

    op.drop_table("faq_release_entry")
    with op.batch_alter_table("faq_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_question_entry_id"))

    op.drop_table("faq_question")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_session_id"))
        batch_op.drop_index(batch_op.f("ix_consent_citizen_id"))

    op.drop_table("consent")
    with op.batch_alter_table("citizen_channel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citizen_channel_session_id"))
        batch_op.drop_index(batch_op.f("ix_citizen_channel_citizen_id"))

    op.drop_table("citizen_channel")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_state"))
        batch_op.drop_index(batch_op.f("ix_appointment_slot_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_session_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_mobile_index"))
        batch_op.drop_index(batch_op.f("ix_appointment_item_code"))
        batch_op.drop_index(batch_op.f("ix_appointment_citizen_id"))

    op.drop_table("appointment")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index("ix_application_state_due")
        batch_op.drop_index(batch_op.f("ix_application_state"))
        batch_op.drop_index(batch_op.f("ix_application_session_id"))
        batch_op.drop_index(batch_op.f("ix_application_resume_code"))
        batch_op.drop_index(batch_op.f("ix_application_parent_id"))
        batch_op.drop_index(batch_op.f("ix_application_item_code"))
        batch_op.drop_index(batch_op.f("ix_application_contact_index"))
        batch_op.drop_index(batch_op.f("ix_application_citizen_id"))
        batch_op.drop_index(batch_op.f("ix_application_applicant_index"))

    op.drop_table("application")
    op.drop_table("proof_attempt")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_waiting")
        batch_op.drop_index(batch_op.f("ix_outbox_message_session_id"))

    op.drop_table("outbox_message")
    op.drop_table("holiday_override")
    with op.batch_alter_table("faq_release", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_faq_release_active", sqlite_where=sa.text("is_active"), postgresql_where=sa.text("is_active")
        )

    op.drop_table("faq_release")
    with op.batch_alter_table("faq_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_entry_state"))
        batch_op.drop_index(batch_op.f("ix_faq_entry_item_code"))
        batch_op.drop_index(batch_op.f("ix_faq_entry_department_code"))

    op.drop_table("faq_entry")
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_department_origin"))

    op.drop_table("department")
    op.drop_table("conversation")
    with op.batch_alter_table("citizen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citizen_id_number_index"))

    op.drop_table("citizen")
    op.drop_table("catalogue_state")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_log_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_log_at"))
        batch_op.drop_index(batch_op.f("ix_audit_log_actor"))
        batch_op.drop_index(batch_op.f("ix_audit_log_action"))

    op.drop_table("audit_log")
    with op.batch_alter_table("appointment_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_slot_appoint_date"))

    op.drop_table("appointment_slot")
