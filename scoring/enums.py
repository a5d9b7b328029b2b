"""The fixed vocabularies of scoring."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CriterionKind(models.TextChoices):
    """Who fills a criterion in."""

    AUTOMATIC = "automatic", _("automatic")
    PROPOSED = "proposed", _("proposed by machine, confirmed by a person")
    JUDGED = "judged", _("judged by a person")


class PointsRule(models.TextChoices):
    """How a measured value becomes points."""

    SHARE = "share", _("in proportion")
    STEPS = "steps", _("by steps")


class NoCases(models.TextChoices):
    """What a month without a single case means for a criterion."""

    LEAVES = "leaves", _("the criterion is left out")
    ZERO = "zero", _("the criterion gives no points")


class AdjustmentKind(models.TextChoices):
    BONUS = "bonus", _("bonus")
    PENALTY = "penalty", _("penalty")


class LineState(models.TextChoices):
    """What became of a criterion on a scorecard. Only a scored one counts in the denominator."""

    SCORED = "scored", _("Scored")
    NO_CASES = "no_cases", _("No case in the month")
    BY_NATURE = "by_nature", _("Not applicable")
    NOT_MEASURED = "not_measured", _("No figures yet")


class Provisional(models.TextChoices):
    """Why a scorecard gets no rank and no band; empty where it gets both."""

    TOO_LITTLE = "too_little", _("Fewer than 70 of 100 points apply")
    TOO_SHORT = "too_short", _("Open for fewer than 15 working days")


class RoundState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class ProceedingState(models.TextChoices):
    """How far the month of one scorer is. Facts are being collected until there is a proceeding."""

    FROZEN = "frozen", _("self-assessment")
    SELF_ASSESSED = "assessed", _("verification")
    # The cards are shown as verified: what a board may ask to look at again, and a ruling may change.
    APPEALABLE = "appealable", _("open to requests for review")
    DECIDED = "decided", _("decided")
    PUBLISHED = "published", pgettext_lazy("scores", "published")
    CORRECTED = "corrected", _("published, corrected since")


class NoticeStanding(models.TextChoices):
    """What was found of the digital signature of a notice. Nothing is published while a job looks at it."""

    UNCHECKED = "unchecked", _("signature not looked at")
    SIGNED = "signed", _("digitally signed")
    COPY = "copy", _("copy without a digital signature")


class CourseStep(models.TextChoices):
    """The steps that have a day by which they are due."""

    SELF_ASSESSMENT = "assessment", _("self-assessment")
    VERIFICATION = "verification", _("verification")
    APPEAL = "appeal", _("requests for review")
    PUBLICATION = "publication", _("decision and notice")


class Ruling(models.TextChoices):
    UPHELD = "upheld", _("granted")
    PARTLY = "partly", _("granted in part")
    REJECTED = "rejected", _("not granted")


class RecheckOutcome(models.TextChoices):
    HOLDS = "holds", _("all lines hold")
    DIFFERS = "differs", _("lines differ")
