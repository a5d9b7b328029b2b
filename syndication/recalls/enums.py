"""The fixed vocabularies of proofs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class What(models.TextChoices):
    """What is asked for at an address, and so what it must answer."""

    STORY = "story", _("Story")
    PAPER = "paper", _("PDF")
    OWN = "own", _("Own version")
    FILE = "file", _("File of the story")
    PICTURE = "picture", _("Picture of the story")
    HOME = "home", _("Home page")
    SECTION = "section", _("List of the section")
    FEED = "feed", _("Feed")
    MAP = "map", _("Sitemap")
    SEARCH = "search", _("Search")


# Those that must not answer any more; the others must answer without the story.
GONE = frozenset({What.STORY, What.FILE, What.PICTURE})


class AnswerState(models.TextChoices):
    WAITING = "waiting", _("Not asked yet")
    RIGHT = "right", _("Right")
    WRONG = "wrong", _("Not right yet")
    NO_ADDRESS = "no_address", _("The portal has no address any more")


# With these nothing is left to ask.
SETTLED = frozenset({AnswerState.RIGHT, AnswerState.NO_ADDRESS})
