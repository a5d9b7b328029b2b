"""What this room registers."""

from __future__ import annotations

from editorial.documents import secrecy
from editorial.kinds import registry
from editorial.placements import publications
from editorial.public import section_lists
from portals.accountability import releases
from portals.duties import registry as duties

from .commenting import hide_comment
from .fairness import refuse_too_short
from .fulfilment import ClosedDrafts, Summaries
from .kind import CONSULTATIONS
from .models import ConsultationPage
from .section import IN_SECTION, SECTION_TYPE
from .summing import tell_summary


def install() -> None:
    registry.register(CONSULTATIONS)
    secrecy.watch(ConsultationPage)
    publications.register(refuse_too_short)
    publications.register(tell_summary)
    duties.register(Summaries())
    duties.register_events(ClosedDrafts())
    releases.on_retraction(hide_comment)
    section_lists.register(SECTION_TYPE, IN_SECTION)
