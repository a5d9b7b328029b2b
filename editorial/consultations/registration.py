"""What this room registers."""

from __future__ import annotations

from editorial.documents import secrecy
from editorial.kinds import registry
from editorial.placements import publications
from editorial.public import section_lists

from .fairness import refuse_too_short
from .kind import CONSULTATIONS
from .models import ConsultationPage
from .section import IN_SECTION, SECTION_TYPE


def install() -> None:
    registry.register(CONSULTATIONS)
    secrecy.watch(ConsultationPage)
    publications.register(refuse_too_short)
    section_lists.register(SECTION_TYPE, IN_SECTION)
