"""What this room registers."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.kinds import registry
from editorial.open_data import registry as open_data
from editorial.placements import publications, withdrawals
from editorial.public import search_hits, section_lists, under_text
from editorial.public.home_blocks import register_home_block
from portals.database.cloned import clone_as_it_is
from portals.jobs import schedules
from portals.operations import alarms
from portals.operations.doctor import registry as doctor
from portals.read_api import registry as read_api

from .home_block import NEW_DOCUMENTS
from .intake.jobs import forget_secret_scans
from .kind import DOCUMENTS
from .mentions.actions import MentionsEnd, follow_publication
from .mentions.queries import documents_named_in, texts_citing
from .read_api import DOCUMENTS as READ_DOCUMENTS
from .register.by_number import hits_of
from .register.open_data import Registers
from .register.section import REGISTER, SECTION_TYPE
from .relations import checks, jobs
from .relations.settling import settle_published
from .secrecy import public_secrets, refuse_what_is_secret
from .signed.jobs import check_signatures


def install() -> None:
    clone_as_it_is(
        "editorial_officialdocumentpage", "identity", why="tells documents apart, of public numbers"
    )
    registry.register(DOCUMENTS)
    read_api.register(READ_DOCUMENTS)
    section_lists.register(SECTION_TYPE, REGISTER)
    search_hits.register(hits_of)
    open_data.register(Registers())
    publications.register(refuse_what_is_secret)
    publications.register(follow_publication)
    withdrawals.register(MentionsEnd())
    under_text.register(
        under_text.UnderText("editorial/documents/mentions/named.html", documents_named_in)
    )
    under_text.register(
        under_text.UnderText("editorial/documents/mentions/citing.html", texts_citing)
    )
    publications.register(settle_published)
    doctor.register("documents", lambda: checks.CHECKS, rank=107)
    schedules.register(jobs.renew_states_of_today, every_seconds=600, queue=schedules.ROUTINE)
    alarms.register(
        "secrets",
        _(
            "A published document bears a mark of secrecy: have it taken down, then ask how it came to be."
        ),
        lambda: public_secrets(now=timezone.now()) > 0,
    )
    schedules.register(forget_secret_scans, every_seconds=900, queue=schedules.ROUTINE)
    schedules.register(check_signatures, every_seconds=120, queue=schedules.ROUTINE)


def install_blocks() -> None:
    """Offer this room's blocks of home pages, after those of stories."""
    register_home_block(NEW_DOCUMENTS)
