"""The fixed vocabularies of stories that travel."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """The three classes of Circular 39/2020.

    Ordinary is offered: the board places it, ignores it or lets it lapse. Priority places itself at its deadline
    unless the board placed it, adapted it or objected. Urgent places itself at once, on top of every home page.
    """

    ORDINARY = "ordinary", _("Ordinary")
    PRIORITY = "priority", _("Priority")
    URGENT = "urgent", _("Urgent")


class AudienceKind(models.TextChoices):
    ALL = "all", _("All portals")
    TIER = "tier", _("All portals of a tier")
    CLUSTER = "cluster", _("All portals of a cluster")
    BELOW = "below", _("All portals below one portal")
    LIST = "list", _("A saved list of portals")
    CHOSEN = "chosen", _("Chosen portals")


class DispatchState(models.TextChoices):
    """Only an open dispatch has deliveries; before that no board sees it."""

    PLANNED = "planned", _("Not sent yet")
    AWAITING = "awaiting", _("Waits for a second person")
    OPEN = "open", _("Open")
    UNDONE = "undone", _("Taken back before it was sent")
    RECALLED = "recalled", _("Recalled")


# States in which a dispatch may still place something; the others have an hour of their end.
UNDER_WAY = frozenset({DispatchState.PLANNED, DispatchState.AWAITING, DispatchState.OPEN})


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    PLACED = "placed", _("Placed")
    ALREADY_PLACED = "already_placed", _("Stood there already")
    ADAPTED = "adapted", _("Adapted, then placed")
    OBJECTED = "objected", _("Not placed, with a reason")
    LAPSED = "lapsed", _("Not used")
    RECALLED = "recalled", _("Recalled")
    FAILED = "failed", _("Failed")


class How(models.TextChoices):
    """What settles a delivery: while it waits what is to, afterwards what did. A hand overrules the others."""

    OFFER = "offer", _("offered to the board")
    DEADLINE = "deadline", _("by itself at the deadline")
    RULE = "rule", _("at once, by the board's standing rule")
    URGENT = "urgent", _("at once, since it is urgent")
    HAND = "hand", _("by hand")


# What a job places as soon as it can, and what waits for the board until a deadline.
AT_ONCE = frozenset({How.RULE, How.URGENT})
FOR_THE_BOARD = frozenset({How.OFFER, How.DEADLINE})


# States that a recall ends; a failed delivery stays failed, with its own reason, and one that never stood stays so.
ENDED_BY_RECALL = frozenset(
    {
        DeliveryState.WAITING,
        DeliveryState.PLACED,
        DeliveryState.ALREADY_PLACED,
        DeliveryState.ADAPTED,
    }
)


class ObjectionState(models.TextChoices):
    WAITING = "waiting", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    TAKEN = "taken", _("Taken")
    DECLINED = "declined", _("Not used")
    WITHDRAWN = "withdrawn", _("Withdrawn by the sender")
