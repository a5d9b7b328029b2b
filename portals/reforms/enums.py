"""What a change of units can do with one of them."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ChangeKind(models.TextChoices):
    """What becomes of a unit. One that continues or is renamed stays the same body; one that is merged, split or
    dissolved ends; of one that gives up a part, another row says what becomes of itself; one that is founded was none.
    """

    CONTINUE = "continue", pgettext_lazy("change of a unit", "goes on")
    RENAME = "rename", pgettext_lazy("change of a unit", "is renamed")
    MERGE = "merge", pgettext_lazy("change of a unit", "is merged")
    SPLIT = "split", pgettext_lazy("change of a unit", "is split")
    DISSOLVE = "dissolve", pgettext_lazy("change of a unit", "is dissolved")
    PART = "part", pgettext_lazy("change of a unit", "gives up a part")
    FOUND = "found", pgettext_lazy("change of a unit", "opens anew")


# In these the same body stands on both sides of a row.
GOING_ON = frozenset({ChangeKind.CONTINUE, ChangeKind.RENAME})
# Of these the unit does not end.
STAYING = GOING_ON | {ChangeKind.PART}
# In these sections may go to the unit of the row.
GIVING = frozenset({ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.PART})


class ActDirection(models.TextChoices):
    FORWARD = "forward", pgettext_lazy("change of units", "is carried out")
    BACK = "back", pgettext_lazy("change of units", "is taken back")
