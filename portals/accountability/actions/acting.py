"""What all acts of a board on a request have in common: whose it is, that it still stands so, and the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.approval import ApprovalBasis, approval_basis
from portals.boards.enums import EDITORS, Position
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal

from ..enums import COUNCIL_KINDS, CaseOutcome, CaseState, DraftState
from ..models import CaseReview, CitizenCase
from ..models.cases import LONGEST_TEXT
from ..recording import held_case


class NotPossible(Refusal):
    """The act does not fit where the request stands."""


def handled_case(
    case: CitizenCase,
    *,
    actor: User,
    now: datetime,
    revision: int | None,
    positions: frozenset[Position] = EDITORS,
    of_citizens: bool = False,
) -> CitizenCase:
    """Return the running case, locked, for a board that acts on it. Raises NotYourOffice, StaleCase, NotPossible.

    Who handles requests of a portal holds one of `positions` on its board; of a sealed one nothing is done here.
    `of_citizens` refuses what a council brought: see `must_be_of_citizen`.
    """
    held = held_case(case.pk, revision=revision)
    must_handle(actor, held.portal, now, positions)
    if held.state == CaseState.ENDED:
        raise NotPossible(_("This request has ended."))
    if of_citizens:
        must_be_of_citizen(held)
    return held


def must_be_of_citizen(case: CitizenCase) -> None:
    """Raise NotPossible for what came before a council: it is public, and has no sender who could be asked or told."""
    if case.kind in COUNCIL_KINDS:
        raise NotPossible(
            _(
                "This came before a council and is public: answer it, or hand it to who is in charge."
            )
        )


def answered_case(
    case: CitizenCase, *, actor: User, now: datetime, revision: int | None
) -> CitizenCase:
    """Return the case, locked, for a board that writes its answer: a running one, or one whose review is open.

    Raises NotYourOffice, StaleCase, NotPossible.
    """
    held = held_case(case.pk, revision=revision)
    must_handle(actor, held.portal, now)
    if held.state == CaseState.ENDED and not is_under_review(held):
        raise NotPossible(_("This request has ended."))
    return held


def is_under_review(case: CitizenCase) -> bool:
    """Whether the person asked for a review that is not decided. One query."""
    return CaseReview.objects.filter(case=case, decided_at=None).exists()


def must_handle(
    actor: User, portal: Portal, now: datetime, positions: frozenset[Position] = EDITORS
) -> None:
    """Raise NotYourOffice unless `actor` handles requests that `portal` is in charge of."""
    if not holds_post(actor, portal, now, positions):
        raise NotYourOffice(
            _("Only the board of the portal in charge of this request may do this.")
        )


def must_decide(actor: User, portal: Portal, now: datetime, since: datetime) -> ApprovalBasis:
    """Return on what `actor` decides for the agency: head, deputy, or who acts for them. Raises NotYourOffice."""
    basis = approval_basis(actor, portal, now, sensitive=False, waiting_since=since)
    if basis is None:
        raise NotYourOffice(_("The head or a deputy head of the board decides on this."))
    return basis


def may_open(user: User, case: CitizenCase, now: datetime) -> bool:
    """Whether `user` may read what the person wrote: the board in charge; of a sealed one its officer alone."""
    if case.outcome == CaseOutcome.SEALED:
        return case.sealed_for_id == user.pk
    return holds_post(user, case.portal, now, EDITORS)


def needed_words(words: str, otherwise: str) -> str:
    """Return words without space around them. Raises NotPossible with `otherwise` for none, and for far too many."""
    words = words.strip()
    if not words:
        raise NotPossible(otherwise)
    if len(words) > LONGEST_TEXT:
        raise NotPossible(
            _("This is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_TEXT}
        )
    return words


def drop_open_draft(case: CitizenCase) -> None:
    """Delete the answer that was being written: of a request that ended otherwise, or that another agency answers."""
    case.drafts.exclude(state=DraftState.APPROVED).delete()


def logged(case: CitizenCase, act: str, actor: User, **data: Any) -> None:
    """Write an act on a request into the audit log: its code and what was done, nothing that a person wrote.

    It stands in the log of the board in charge, unless `portal` says of which; that of a sealed one on no board's.
    """
    whose = {} if case.outcome == CaseOutcome.SEALED else {"portal": case.portal_id}
    log(
        instance=case,
        action=f"case.{act}",
        user=actor,
        data={"code": case.code, **whose, **data},
    )
