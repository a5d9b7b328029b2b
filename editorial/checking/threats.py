"""What strangers plant in texts, and links that the head decides on."""

from __future__ import annotations

from collections.abc import Iterator, Set

from django.utils.translation import gettext as _

from editorial.content_scan.kinds import CONFIRMED, NEVER, Threat, ThreatKind
from editorial.content_scan.threats import Part, threats_in, typed_parts
from editorial.stored_text import StoredText

from .findings import CheckedText, Finding, Severity, place_of_field

FIELDS = frozenset({"title", "lead", "intro"})


def check_threats(text: CheckedText) -> Iterator[Finding]:
    """Never to be published, to be confirmed with a reason, or a link that waits for the head."""
    stored = StoredText(title=text.title, lead=text.lead, body=text.body)
    parts = [*typed_parts(stored, lead_name=text.lead_name), *(Part(*own) for own in text.own)]
    fields = FIELDS | {name for name, _words in text.own}
    for threat in threats_in(parts, text.trusted_hosts):
        blocks = threat.kind in NEVER or threat.kind in CONFIRMED
        yield Finding(
            threat.code,
            Severity.BLOCK if blocks else Severity.WARNING,
            _said(threat),
            _anchor(threat.place, fields),
            mark=threat.mark if threat.kind in CONFIRMED else "",
        )


def _said(threat: Threat) -> str:
    words = {"words": threat.words}
    if threat.kind == ThreatKind.STRANGE_LINK:
        return (
            _("“%(words)s” leads to a site that is not known here: the head decides on it.") % words
        )
    if threat.kind == ThreatKind.GAMBLING:
        return (
            _("“%(words)s” is a word of gambling. Take it out, or say why it belongs here.") % words
        )
    if threat.kind == ThreatKind.FOREIGN:
        return (
            _("“%(words)s” is in a foreign script. Take it out, or say why it belongs here.")
            % words
        )
    return _("%(kind)s: “%(words)s”. Take it out: no text is published with it.") % {
        "kind": str(threat.kind.label).capitalize(),
        **words,
    }


def _anchor(place: str, fields: Set[str]) -> str:
    return place_of_field(place) if place in fields else f"block-{place}-section"
