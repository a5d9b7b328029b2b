"""The fixed vocabularies of stories that travel."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """The three classes of Circular 39/2020; so far every delivery places at once."""

    ORDINARY = "ordinary", _("Ordinary")
    PRIORITY = "priority", _("Priority")
    URGENT = "urgent", _("Urgent")


class AudienceKind(models.TextChoices):
    ALL = "all", _("All portals")
    TIER = "tier", _("All portals of a tier")
    CLUSTER = "cluster", _("All portals of a cluster")
    CHOSEN = "chosen", _("Chosen portals")


class DispatchState(models.TextChoices):
    OPEN = "open", _("Open")
    RECALLED = "recalled", _("Recalled")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    PLACED = "placed", _("Placed")
    ALREADY_PLACED = "already_placed", _("Stood there already")
    ADAPTED = "adapted", _("Adapted")
    RECALLED = "recalled", _("Recalled")
    FAILED = "failed", _("Failed")


# States that a recall ends; a failed delivery stays failed, with its own reason.
ENDED_BY_RECALL = frozenset(
    {DeliveryState.WAITING, DeliveryState.PLACED, DeliveryState.ALREADY_PLACED}
)


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    TAKEN = "taken", _("Taken")
    DECLINED = "declined", _("Not used")
    WITHDRAWN = "withdrawn", _("Withdrawn by the sender")
