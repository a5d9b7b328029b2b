"""What is looked for, and how bad it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class ThreatKind(models.TextChoices):
    SCRIPT = "script", _("program in a text")
    MARKUP = "markup", _("markup that the editor never writes")
    HIDDEN = "hidden", _("hidden text")
    REDIRECT = "redirect", _("address that hides where it leads")
    GAMBLING = "gambling", _("words of gambling")
    GAMBLING_LINK = "gamble-link", _("link to gambling")
    FOREIGN = "foreign", _("text in a foreign script")
    STRANGE_LINK = "link", _("link to an unknown site")
    FILE = "file", _("file that is not what was uploaded")
    PAGE = "page", _("page that is not as this system makes it")
    VIRUS = "virus", _("virus in a file")


# No text is published with one of these, whoever says so.
NEVER = frozenset(
    {
        ThreatKind.SCRIPT,
        ThreatKind.MARKUP,
        ThreatKind.HIDDEN,
        ThreatKind.REDIRECT,
        ThreatKind.GAMBLING_LINK,
    }
)
# A member may confirm these with a reason: the police write about gambling, and friends from abroad are greeted.
CONFIRMED = frozenset({ThreatKind.GAMBLING, ThreatKind.FOREIGN})


@dataclass(frozen=True, slots=True)
class Threat:
    """One thing found. `words` is what was found, cut short; `place` names the field or the block that holds it."""

    kind: ThreatKind
    words: str
    place: str

    @property
    def mark(self) -> str:
        """A name for exactly this, by which a confirmation knows what it confirmed."""
        return hashlib.sha256(f"{self.kind}:{self.words}".encode()).hexdigest()[:32]

    @property
    def code(self) -> str:
        """The code of the finding in the checks before review."""
        return f"threat-{self.kind.value}"
