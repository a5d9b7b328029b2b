"""What this room registers."""

from __future__ import annotations

from editorial.documents import secrecy
from editorial.kinds import registry
from editorial.placements import publications, withdrawals
from editorial.public import section_lists
from portals.duties import registry as duties

from .fulfilment import Inspections, SignedConclusions
from .keeping import ConclusionsKept, refuse_without_full_text
from .kind import CONCLUSIONS, REWARDS
from .models import ConclusionPage, RewardPage
from .names import refuse_sanctioned_by_name
from .section import IN_SECTION, SECTION_TYPE


def install() -> None:
    registry.register(CONCLUSIONS)
    registry.register(REWARDS)
    secrecy.watch(ConclusionPage)
    secrecy.watch(RewardPage)
    publications.register(refuse_without_full_text)
    publications.register(refuse_sanctioned_by_name)
    withdrawals.register(ConclusionsKept())
    section_lists.register(SECTION_TYPE, IN_SECTION)
    duties.register(Inspections())
    duties.register_events(SignedConclusions())
