"""Kinds of work that are paid, and how far a sheet is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoyaltyKind(models.TextChoices):
    """In the order in which Decree 18/2014 and the provinces' schedules name them."""

    BRIEF = "tin", pgettext_lazy("royalty", "News brief")
    PHOTO = "anh", pgettext_lazy("royalty", "Photo")
    FEATURE = "bai", pgettext_lazy("royalty", "Feature")
    REPORTAGE = "phong-su", pgettext_lazy("royalty", "Reportage")
    ANSWER = "tra-loi", pgettext_lazy("royalty", "Answer to a reader")
    BULLETIN = "ban-tin-loa", pgettext_lazy("royalty", "Loudspeaker bulletin")
    MULTIMEDIA = "da-phuong-tien", pgettext_lazy("royalty", "Multimedia")
    ADAPTATION = "bien-tap-dich", pgettext_lazy("royalty", "Adaptation or translation")


class SheetState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a royalty sheet", "being drawn up")
    PROPOSED = "proposed", pgettext_lazy("state of a royalty sheet", "waits for the head")
    APPROVED = "approved", pgettext_lazy("state of a royalty sheet", "approved")
    EXPORTED = "exported", pgettext_lazy("state of a royalty sheet", "handed to accounting")


# No line of these changes any more; the database holds it (migration 0002).
SETTLED_STATES = (SheetState.APPROVED, SheetState.EXPORTED)


class LeftOut(models.TextChoices):
    """Why the machine proposes nothing for a work. Whoever draws up the sheet may decide otherwise."""

    FOREIGN_SOURCE = "source", _("taken from another source")
    WITHDRAWN = "withdrawn", _("withdrawn for a fault")
    NO_AUTHOR = "author", _("no author is known")
    NO_RATE = "rate", _("no rate for this kind on that day")
    BY_HAND = "hand", _("left out by the secretary")
