"""The fixed vocabularies of editorial work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlacementRole(models.TextChoices):
    ORIGIN = "origin", _("own")
    REPUBLISHED = "republished", _("republished")


class RemovalKind(models.TextChoices):
    """Why a story no longer stands on a portal. What was once public is withdrawn with a reason, never deleted."""

    IN_ERROR = "in_error", _("published in error")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn with notice")
    TAKEN_DOWN = "taken_down", _("taken down by this portal")
    MOVED = "moved", _("moved to another portal")
    EXPIRED = "expired", _("expired")
    ADAPTED = "adapted", _("replaced by this portal's own version")


# The kinds a board chooses from when it withdraws a story of its own; the others follow from other acts.
WITHDRAWAL_KINDS = (RemovalKind.IN_ERROR, RemovalKind.SUPERSEDED, RemovalKind.WITHDRAWN)


class Usefulness(models.TextChoices):
    """What a reader answers to "was this information useful?"."""

    YES = "co", _("Yes")
    NO = "khong", _("No")


class ReviewStep(models.TextChoices):
    """What waits to be done with a submitted text, in this order."""

    EDIT = "edit", _("waits for editing")
    COMPLETE = "complete", _("waits for the secretary")
    APPROVE = "approve", _("waits for approval")


class SensitiveSubject(models.TextChoices):
    """Subjects on which the head decides."""

    PERSONNEL = "personnel", _("personnel")
    LAND = "land", _("land")
    INSPECTION = "inspection", _("inspection conclusions")
    DISASTER = "disaster", _("natural disaster, epidemic")
    # No subject, but the same consequence.
    LINKS = "links", _("links to unknown sites")


class ApprovalGround(models.TextChoices):
    """On what the publication of a text rests."""

    POST = "post", _("own post")
    DELEGATION = "delegation", _("delegation by the head")
    STAND_IN = "stand_in", _("standing in for an absent member")
    HEAD_SILENT = "head_silent", _("the head did not act in time")
    WAIVER = "waiver", _("self-approved")
    FAST_LANE = "fast_lane", _("published at once, checked afterwards")


class CheckKind(models.TextChoices):
    FAST_LANE = "fast_lane", _("check of a text published at once")
    SAMPLE = "sample", _("check of a self-approved text")


class CheckVerdict(models.TextChoices):
    PASSED = "passed", _("in order")
    WITHDRAWN = "withdrawn", _("not in order, withdrawn")
    FAULTED = "faulted", _("not in order, to be corrected")


class SigningCapacity(models.TextChoices):
    """In what capacity a document is signed: the letters before the position (Decree 30/2020, article 13)."""

    ON_BEHALF = "TM", _("TM. (on behalf of the body)")
    FOR_THE_HEAD = "KT", _("KT. (in the head's place)")
    BY_ORDER = "TL", _("TL. (by order)")
    BY_SUB_DELEGATION = "TUQ", _("TUQ. (by delegated authority)")
    ACTING = "Q", _("Q. (acting head)")


class RelationKind(models.TextChoices):
    """What an act does to another document. All but the last two change its force or its wording."""

    AMEND = "amend", _("amends")
    CORRECT = "correct", _("corrects")
    REPLACE = "replace", _("replaces")
    REPEAL = "repeal", _("repeals")
    SUSPEND = "suspend", _("suspends")
    LIFT = "lift", _("ends the suspension of")
    RESTORE = "restore", _("restores")
    GUIDE = "guide", _("guides")
    BASED_ON = "based_on", _("is based on")


# They say how documents belong together, and change nothing.
WITHOUT_FORCE = (RelationKind.GUIDE, RelationKind.BASED_ON)


class DocumentState(models.TextChoices):
    """How a document stands on a day. Derived, never typed."""

    NOT_YET = "not_yet", _("Not yet in force")
    IN_FORCE = "in_force", _("Still in force")
    PARTLY = "partly", _("Partly no longer in force")
    EXPIRED = "expired", _("No longer in force")
    SUSPENDED = "suspended", _("Force suspended")
    UNKNOWN = "unknown", _("Force not determined")
