"""What of a life event this applicant still has to do elsewhere: items that cannot be filled in here."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.db.models import Application
from bot.services.applications.content import DraftContent
from bot.services.applications.form_versions import form_of
from bot.services.bundles.query import BundlePart, active_bundle
from bot.services.bundles.schema import is_bundle
from bot.services.forms.whole import counted


def left_to_do(session: Session, application_id: int) -> tuple[BundlePart, ...]:
    """By the answers of the application; nothing of an ordinary one, or when the bundle is gone."""
    case = session.get(Application, application_id)
    if case is None or not is_bundle(case.item_code):
        return ()
    view = active_bundle(session, case.item_code)
    if view is None:
        return ()
    form = form_of(session, case.item_code, case.form_version)
    answers = counted(form, DraftContent.read(case.answers).answers)
    return tuple(
        part
        for part in view.elsewhere
        if not part.item.first and all(answers.get(rule.key) in rule.values for rule in part.item.shown_if)
    )
