"""How far a recording is, and its captions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SoundState(TextChoices):
    WAITING = "waiting", _("to be prepared")
    WORKING = "working", _("being prepared")
    READY = "ready", _("ready to be heard")
    FAILED = "failed", _("cannot be prepared")
    AS_IT_CAME = "as_it_came", _("heard as it came")


class SoundFault(TextChoices):
    """Why nothing was made of a recording."""

    DAMAGED = "damaged", _("damaged, or not the sound that its name says")
    TOO_LONG = "too_long", _("longer than a recording may be")
    TOO_MUCH = "too_much", _("takes more than any recording may")
    SILENT = "silent", _("nothing can be heard in it")
    LOST = "lost", _("lost from the storage; send it again")
    GIVEN_UP = "given_up", _("every try failed")


class CaptionState(TextChoices):
    WAITING = "waiting", _("to be made")
    READY = "ready", _("ready")
    MISMATCH = "mismatch", _("the text is not what is spoken")
    FAILED = "failed", _("cannot be made")
    # By these tools: the text is too long, or its language has no voice here.
    NOT_MADE = "not_made", _("not made for this text")


class VoiceState(TextChoices):
    WAITING = "waiting", _("to be made")
    READY = "ready", _("ready")
    FAILED = "failed", _("cannot be made")


# Nothing is known against the sound itself: only preparing it failed.
HEARD_AS_IT_CAME = (SoundFault.TOO_LONG, SoundFault.TOO_MUCH, SoundFault.GIVEN_UP)
# What a job has still to do.
SOUND_TO_DO = (SoundState.WAITING, SoundState.WORKING)
