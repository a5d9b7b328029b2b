"""What becomes of an initiative."""

from django.db import models
from django.utils.translation import pgettext_lazy


class InitiativeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of an initiative", "draft")
    OPEN = "open", pgettext_lazy("state of an initiative", "waits for the province")
    ADOPTED = "adopted", pgettext_lazy("state of an initiative", "adopted")
    RECOGNISED = "recognised", pgettext_lazy("state of an initiative", "recognised")
    NOT_NOW = "not-now", pgettext_lazy("state of an initiative", "not now")
    TAKEN_BACK = "taken-back", pgettext_lazy("state of an initiative", "taken back")


ANSWERED = (InitiativeState.ADOPTED, InitiativeState.RECOGNISED, InitiativeState.NOT_NOW)
# What was adopted is recognised as well: both count where the score asks for recognised initiatives.
HONOURED = (InitiativeState.ADOPTED, InitiativeState.RECOGNISED)
