"""Words with which a board begins its answers: kept, changed and deleted by its editors."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.models import User
from portals.models import Portal

from ..enums import CaseKind
from ..models import AnswerTemplate
from .acting import NotPossible, must_handle


@transaction.atomic
def save_answer_template(
    *,
    portal: Portal,
    name: str,
    text: str,
    kind: str = "",
    template: AnswerTemplate | None = None,
    actor: User,
    now: datetime,
) -> AnswerTemplate:
    """Add a template of a board, or change it. `kind` narrows it to requests of that kind; empty: for all."""
    must_handle(actor, portal, now)
    if template is not None and template.portal_id != portal.pk:
        raise NotPossible(_("This template belongs to another board."))
    name, text = name.strip(), text.strip()
    if not name or not text:
        raise NotPossible(_("Give the template a name and a text."))
    if kind and kind not in CaseKind:
        raise NotPossible(_("Choose a kind of request, or none."))
    kept = template or AnswerTemplate(portal=portal)
    kept.name, kept.text, kept.kind = name, text, kind
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise NotPossible(
            _("This board has a template of that name already. Choose another name.")
        ) from None
    log(instance=kept, action="answer_template.save", user=actor)
    return kept


@transaction.atomic
def delete_answer_template(*, template: AnswerTemplate, actor: User, now: datetime) -> None:
    """Delete a template. Answers that began with it stay as they are."""
    must_handle(actor, template.portal, now)
    log(instance=template, action="answer_template.delete", user=actor, deleted=True)
    template.delete()
