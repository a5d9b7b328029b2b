"""What is withdrawn while an archive is written, or waits to be signed, is taken out of it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.models import Placement
from portals.addresses import main_hostname
from portals.models import Portal
from portals.tiers import INSTALL_TIER

from .manifest import MANIFEST, UnableToArchive
from .one_portal import Archiving, PortalPages, no_longer_public

# So often is it looked whether something was withdrawn since the look before.
MOST_ROUNDS = 6


def take_out_withdrawn(archiving: Archiving, portals: Sequence[Portal]) -> bool:
    """Write anew the portals on which something was withdrawn since the last look, until nothing was.

    Return whether there was any. Raises UnableToArchive where it goes on.
    """
    for is_later in range(MOST_ROUNDS):
        looked = timezone.now()
        concerned = _concerned(archiving, portals, now=looked)
        archiving.catalogue.note_look(looked)
        if not concerned:
            return bool(is_later)
        # Whoever is interrupted here leaves no list of what is there no more.
        archiving.store.take_out(MANIFEST)
        for portal in concerned:
            _write_anew(archiving, portal, now=looked)
    raise withdrawn_too_fast()


def is_anything_withdrawn(archiving: Archiving, portals: Sequence[Portal]) -> bool:
    """Whether something was withdrawn since the last look."""
    return bool(_concerned(archiving, portals, now=timezone.now()))


def withdrawn_too_fast() -> UnableToArchive:
    return UnableToArchive(
        _("Things are withdrawn faster than they can be archived: try at a quieter hour.")
    )


def _concerned(archiving: Archiving, portals: Sequence[Portal], *, now: datetime) -> list[Portal]:
    since = archiving.catalogue.last_look()
    ended = Placement.objects.filter(removed_at__gte=since).values_list("portal", flat=True)
    with_ended = set(ended.distinct())
    concerned = [
        portal
        for portal in portals
        if portal.pk in with_ended
        or next(no_longer_public(archiving.catalogue, portal, now=now), None)
    ]
    if not concerned:
        return []
    # The province's pages gather what stands elsewhere: an answer that was retracted stood in its list, too.
    province = [one for one in portals if one.tier_id == INSTALL_TIER and one not in concerned]
    return concerned + province


def _write_anew(archiving: Archiving, portal: Portal, *, now: datetime) -> None:
    host = main_hostname(portal)
    for name, other in archiving.catalogue.forget_portal(host):
        if other is None or not archiving.shared.is_still_given(name, other):
            archiving.store.take_out(name)
    archiving.store.take_out_portal(host)
    anew = PortalPages(archiving, portal)
    anew.list_addresses(now=now)
    anew.write()
