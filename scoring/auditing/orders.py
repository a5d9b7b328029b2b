"""Ordering a dossier, making it by a job, and taking the files away after some days."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.models import User
from portals.refusals import NotYourOffice, Refusal
from scoring.models import AuditDossier, Round, Scorecard

from .dossier import dossier_of
from .mandate import AuditMandate, mandate_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

# A file lies here for so long; whoever needs it later orders it again.
KEPT = timedelta(days=14)
MOST_WAITING = 5


class UnableToOrder(Refusal):
    """There is nothing to make a dossier of, or too many wait."""


def order_dossier(
    *, round_: Round, card: Scorecard | None = None, actor: User, now: datetime
) -> AuditDossier:
    """Have a dossier made of a month, or of one card of it, as far as `actor` may read it. Safe to repeat.

    What waits already is not ordered twice.
    """
    mandate = mandate_of(actor, now)
    if mandate is None:
        raise NotYourOffice(_("Auditors order dossiers, on the days of their decision."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        if not _cards(mandate, round_, card).exists():
            raise UnableToOrder(_("Nothing of this month is in the scope of your decision."))
        waiting = AuditDossier.objects.filter(auditor__user=actor, made_at=None, failure="")
        same = waiting.filter(round=round_, card=card).first()
        if same is not None:
            return same
        if waiting.count() >= MOST_WAITING:
            raise UnableToOrder(_("Other dossiers are being made; wait until they are done."))
        order = AuditDossier.objects.create(
            auditor=mandate.seats[0], round=round_, card=card, ordered_at=now
        )
        log(
            instance=order,
            action="auditors.order",
            user=actor,
            timestamp=now,
            data={"month": str(round_), "portal": card.portal_id if card else None},
        )
    return order


def make_dossier(*, order_id: int, now: datetime) -> bool:
    """Make one dossier that waits; return whether it was made. What the decision opens now is in it, and no more."""
    with transaction.atomic():
        order = (
            AuditDossier.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("auditor__user", "auditor__decision", "round", "card")
            .filter(pk=order_id, made_at=None, failure="")
            .first()
        )
        if order is None:
            return False
        mandate = mandate_of(order.auditor.user, now)
        cards = _cards(mandate, order.round, order.card) if mandate else None
        if mandate is None or cards is None or not cards.exists():
            order.failure = _("The decision does not open this month any more.")
            order.save(update_fields=["failure"])
            return False
        content = dossier_of(order, mandate, cards, now)
        order.file.save("ho-so.zip", ContentFile(content), save=False)
        order.sha256, order.made_at = sha256(content).hexdigest(), now
        order.save(update_fields=["file", "sha256", "made_at"])
    return True


def waiting_orders() -> list[int]:
    return list(
        AuditDossier.objects.filter(made_at=None, failure="")
        .order_by("ordered_at")
        .values_list("pk", flat=True)
    )


def dossiers_of(user: User, mandate: AuditMandate) -> QuerySet[AuditDossier]:
    """The orders of one person whose month and card are in scope still, the newest first."""
    return (
        AuditDossier.objects.filter(auditor__user=user, round__in=mandate.rounds.order_by())
        .exclude(card__isnull=False, card__in=Scorecard.objects.exclude(pk__in=mandate.cards))
        .select_related("round", "card__portal", "auditor")
        .order_by("-ordered_at", "-pk")
    )


def remove_old_files(*, now: datetime) -> int:
    """Take the files away that were made days ago; return how many. Safe to repeat."""
    old = AuditDossier.objects.filter(made_at__lt=now - KEPT).exclude(file="")
    for order in old:
        order.file.delete(save=False)
        order.save(update_fields=["file"])
    return len(old)


def _cards(mandate: AuditMandate, round_: Round, card: Scorecard | None) -> QuerySet[Scorecard]:
    cards = mandate.cards.filter(round=round_)
    return cards if card is None else cards.filter(pk=card.pk)
