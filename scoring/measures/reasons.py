"""Why a thing is named on a card, in words: the reasons that measures have in common."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from editorial.content_scan.kinds import ThreatKind
from scoring.probes.enums import Fault, FileKind

REASONS = {
    "short": _("too short"),
    "copy": _("nearly the same as an earlier text"),
    "over": _("above the daily limit"),
    "elsewhere": _("judged by another criterion"),
    "withdrawn": _("withdrawn after it counted"),
    "untimed": _("no event time"),
    "late": _("late"),
    "answered_late": _("not in time"),
    "event_differs": _("event date differs from the text"),
    "unillustrated": _("image, caption or source is missing"),
    "inaccessible": _("faults of access"),
    "stale": _("out of date"),
    "chosen": _("chosen by other portals"),
    "taken": _("taken"),
    "not_taken": _("not taken"),
    "missing": _("missing"),
    "left": _("left to the machine"),
    "behind": _("behind its source"),
    "adapted": _("own version of another portal's text"),
    "no_case": _("no case"),
    "fresh": _("not long enough to count"),
    "away": _("down for many portals at once"),
    "announces": _("announces its event"),
    "unread": _("not read yet"),
    "no_link": _("leads to no service"),
    "broken_link": _("a link leads nowhere"),
    **{f"threat_{kind.value}": kind.label for kind in ThreatKind},
    **{fault.value: fault.label for fault in Fault},
    **{kind.value: kind.label for kind in FileKind},
}
