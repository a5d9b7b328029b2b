"""What is looked at, what may be found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AddressKind(models.TextChoices):
    STORY = "story", _("story")
    GONE = "gone", _("story that was taken down")
    PAPER = "paper", _("story as PDF")
    PROOF = "proof", _("page that proves a story")
    PROOFS = "proofs", _("packed proofs of a story")
    PAGE = "page", _("information page")
    SECTION = "section", _("section")
    FIXED = "fixed", _("page that every portal has")
    FILE = "file", _("file")
    PICTURE = "picture", _("picture")
    STATIC = "static", _("file of the release")


class AlterationKind(models.TextChoices):
    TEXT = "text", _("text unlike the ledger")
    UNRECORDED = "unrecorded", _("published without a record")
    WITHDRAWN = "withdrawn", _("public though it was withdrawn")
    ANSWER = "answer", _("answer that should be another")
    UNKNOWN = "unknown", _("address that nobody published")
    SCRIPT = "script", _("script or style that is not of the release")
    POLICY = "policy", _("protecting header that was changed")
    MARKUP = "markup", _("markup that the templates do not have")
    HIDDEN = "hidden", _("hidden link or text")
    HOST = "host", _("link to a host that nobody named")
    WORDS = "words", _("words of gambling")
    BYTES = "bytes", _("file with other content")
    STRAY = "stray", _("file that nobody uploaded")
    CHANGE = "change", _("change without an act")
    PLACEMENT = "placement", _("story that nobody placed")


# What whoever reads the finding does first.
WHAT_TO_DO: dict[str, Promise] = {
    AlterationKind.TEXT: _("Compare with the version that was approved and publish it again."),
    AlterationKind.UNRECORDED: _("Find out who made it. Take it down if nobody of the board did."),
    AlterationKind.WITHDRAWN: _("Withdraw it again, and find out who put it back."),
    AlterationKind.ANSWER: _("Have the operator look at the web server and at the page."),
    AlterationKind.UNKNOWN: _("Have the operator find out what answers there, and remove it."),
    AlterationKind.SCRIPT: _("Have the operator install the release anew."),
    AlterationKind.POLICY: _("Have the operator compare the web server's settings."),
    AlterationKind.MARKUP: _("Have the operator install the release anew."),
    AlterationKind.HIDDEN: _("Have the operator install the release anew."),
    AlterationKind.HOST: _("Find out who set the link, and remove it."),
    AlterationKind.WORDS: _("Find the words on the page, and remove them."),
    AlterationKind.BYTES: _("Put back the file that was uploaded, from a backup."),
    AlterationKind.STRAY: _("Have the operator remove it and find out how it came there."),
    AlterationKind.CHANGE: _("Put back what stood there, or confirm it with a reason."),
    AlterationKind.PLACEMENT: _("Take the story down from this portal, or confirm it."),
}


@dataclass(frozen=True, slots=True)
class Alteration:
    """Something that is not as it should be: what was expected, and what was found instead."""

    kind: AlterationKind
    expected: str
    found: str
