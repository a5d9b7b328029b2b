"""Whoever is named may answer in public, once."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from scoring.course.people import shown_on, signing_basis
from scoring.enums import ProceedingState
from scoring.models import HeadStatement, Scorecard

from .steps import UnableToTakeStep, held_card, must_say, note

LONGEST = 1_000


def state_beside(*, card: Scorecard, text: str, actor: User, now: datetime) -> HeadStatement:
    """Put the words of the board's head beside its published card, once and for good.

    By the head, or who signs in the head's place. Everybody who reads the card reads them; the ledger holds their hash.
    """
    with transaction.atomic():
        card, proceeding = held_card(card.pk, ProceedingState.PUBLISHED, ProceedingState.CORRECTED)
        basis = signing_basis(actor, card.portal, now)
        if basis is None:
            raise NotYourOffice(
                _("The head of the board signs, or whoever the head has delegated to.")
            )
        # Line ends of forms are the network's; the hash is of what is kept.
        words = must_say(text.replace("\r\n", "\n"), _("Write what you have to say."))
        if len(words) > LONGEST:
            raise UnableToTakeStep(
                _("A statement has at most %(number)s characters.") % {"number": LONGEST}
            )
        if HeadStatement.objects.filter(card=card).exists():
            raise UnableToTakeStep(_("A statement stands beside this scorecard already."))
        made = HeadStatement.objects.create(
            card=card, text=words, signed_by=actor, signed_at=now, basis=str(basis.kind)
        )
        change_editions(portal_ids=shown_on(proceeding))
        note(
            "state", proceeding=proceeding, actor=actor, now=now, card=card,
            sha256=sha256(words.encode()).hexdigest(),
        )  # fmt: skip
    return made
