"""A page judged with the hosts that are trusted today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editorial.kinds.carrying import own_words
from editorial.models import StoryPage
from editorial.stored_text import text_of_page
from portals.content_security.hosts import always_trusted

from .kinds import NEVER, Threat, ThreatKind
from .threats import Part, threats_in, typed_parts

if TYPE_CHECKING:
    from wagtail.models import Page


def trusted_hosts() -> frozenset[str]:
    """Return the hosts that links may lead to without the head's word. One query."""
    from .models import TrustedHost  # the models of pages ask this module

    return always_trusted() | set(TrustedHost.objects.values_list("host", flat=True))


def threats_of_page(page: Page, trusted: frozenset[str] | None = None) -> list[Threat]:
    """Return what threatens the public in the text on the instance `page`, a story or a standing page."""
    parts = [
        *typed_parts(
            text_of_page(page), lead_name="lead" if isinstance(page, StoryPage) else "intro"
        )
    ]
    if isinstance(page, StoryPage):
        parts += [Part(name, words) for name, words in own_words(page)]
    return threats_in(parts, trusted_hosts() if trusted is None else trusted)


def leads_to_strangers(page: Page) -> bool:
    """Whether the text on the instance `page` links to a host that is not trusted: then the head decides."""
    return any(threat.kind == ThreatKind.STRANGE_LINK for threat in threats_of_page(page))


def never_public(page: Page) -> list[Threat]:
    """Return what keeps the text on the instance `page` from the public, whoever approves it."""
    return [threat for threat in threats_of_page(page) if threat.kind in NEVER]
