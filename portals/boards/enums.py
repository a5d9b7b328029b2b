"""The posts of an editorial board, and which of them may take which step."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Position(models.TextChoices):
    HEAD = "head", _("Head of the board")
    DEPUTY = "deputy_head", _("Deputy head of the board")
    SECRETARY = "secretary", _("Secretary")
    EDITOR = "editor", _("Editor")
    CONTRIBUTOR = "contributor", _("Contributor")


# Who approves a text for publication, withdraws one, and answers for the portal.
APPROVERS = frozenset({Position.HEAD, Position.DEPUTY})
# Who sends stories to other portals and decides on what others send up.
STANDING_EDITORS = APPROVERS | {Position.SECRETARY}
# Who edits every text of the portal; a contributor only their own.
EDITORS = STANDING_EDITORS | {Position.EDITOR}
ALL_POSITIONS = frozenset(Position)


class Basis(models.TextChoices):
    """On what a decision on a text rests."""

    POST = "post", _("own post")
    DELEGATION = "delegation", _("delegation by the head")
    STAND_IN = "stand_in", _("standing in for an absent member")
    HEAD_SILENT = "head_silent", _("the head did not act in time")
