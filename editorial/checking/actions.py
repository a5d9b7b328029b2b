"""The checks at submission, and confirming what would block it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from editorial.models import FindingConfirmation
from editorial.permissions import holds_post_for
from editorial.similarity.signing import sign_draft
from portals.refusals import NotYourOffice, Refusal

from .findings import Finding, Severity
from .reading import findings_of

if TYPE_CHECKING:
    from portals.boards.models import User


class TextBlocked(Refusal):
    """The text holds what must be settled before review."""


class UnableToConfirmFinding(Refusal):
    """The finding is not there any more, cannot be confirmed, or the reason is missing."""


def blocks_of(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == Severity.BLOCK]


def check_before_review(*, page: Page, actor: User, now: datetime) -> list[Finding]:
    """Check the last draft of `page`, sign it and record what was found; return the warnings.

    Raises TextBlocked where something must be settled first. Part of the transaction that submits.
    """
    findings = findings_of(page.get_latest_revision_as_object(), now=now)
    refuse_blocked(findings)
    sign_draft(page)
    if findings:
        log(
            instance=page,
            action="editorial.check",
            user=actor,
            data={"findings": dict(Counter(finding.code for finding in findings))},
        )
    return findings


def refuse_blocked(findings: list[Finding]) -> None:
    """Raise TextBlocked with every block among `findings`."""
    if blocks := blocks_of(findings):
        raise TextBlocked(" ".join(dict.fromkeys(finding.message for finding in blocks)))


def confirm_finding(
    *, page: Page, code: str, mark: str, reason: str, actor: User, now: datetime
) -> FindingConfirmation:
    """Let a text pass with a finding that blocks it, for a stated reason. Holds for exactly what was found.

    For whoever holds a post on the board and may edit the page.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToConfirmFinding(_("Say why this may be published."))
    if not holds_post_for(actor, page, now) or not page.permissions_for_user(actor).can_edit():
        raise NotYourOffice(_("Only members of this portal's board confirm what its texts hold."))
    findings = findings_of(page.get_latest_revision_as_object(), now=now)
    if not any((one.code, one.mark) == (code, mark) and one.mark for one in blocks_of(findings)):
        raise UnableToConfirmFinding(_("The text was changed in between. Please look at it again."))
    with transaction.atomic():
        confirmation, _created = FindingConfirmation.objects.get_or_create(
            page_id=page.pk,
            code=code,
            mark=mark,
            defaults={"reason": reason, "confirmed_by": actor, "confirmed_at": now},
        )
        log(
            instance=page,
            action="editorial.confirm_finding",
            user=actor,
            data={"code": code, "reason": reason},
        )
    return confirmation
