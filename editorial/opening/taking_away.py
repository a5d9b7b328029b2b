"""Taking away portals that were opened and that nobody has used: all at once, in so many statements however many."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Left
from wagtail.models import Collection as FileCollection
from wagtail.models import Page, ReferenceIndex, Site

from editorial.models import HomePage, PortalDocument, PortalImage, SectionPage
from editorial.wagtail_patches.silent_deletion import delete_silently
from portals.boards.models import BoardMember, EditorialBoard, RightsGroup
from portals.models import ClusterMembership, Oversight, Portal, PortalAddress
from portals.reforms.endings import made_by_the_clock
from portals.reforms.registry import declared_fates
from portals.reforms.switching import rows_of_column
from portals.tree import PORTAL_PATH_LENGTH

DEPTH_OF_SECTIONS = 3
OVERSEEN = "portals.Oversight.overseer"
# Where a portal that was opened, and nothing more, has rows.
MADE_BY_OPENING = frozenset(
    {
        "boards.EditorialBoard.portal",
        "boards.RightsGroup.portal",
        "editorial.SectionPage.portal",
        "portals.ClusterMembership.portal",
        "portals.Oversight.portal",
        "portals.PortalAddress.portal",
        "reforms.ReformUnit.portal",
    }
)


def take_away_unused(
    portals: Collection[int], leading_back: Mapping[str, Collection[int]]
) -> set[int]:
    """Delete those of `portals` that were opened and never used, with what opening made; return their keys.

    The others are as they were. Rows `leading_back`, keys by column, are no use of a portal and go with it.
    The statements are as many for one portal as for hundreds.
    """
    with transaction.atomic():
        unused = _unused(portals, leading_back)
        if unused:
            for column, keys in leading_back.items():
                rows_of_column(column, unused)[0].filter(pk__in=keys).delete()
            _delete_with_what_opening_made(unused)
    return unused


def _unused(portals: Collection[int], leading_back: Mapping[str, Collection[int]]) -> set[int]:
    others = declared_fates().keys() - MADE_BY_OPENING - made_by_the_clock() - {OVERSEEN}
    used: set[int] = set()
    for column in sorted(others):
        rows, name = rows_of_column(column, portals)
        rows = rows.exclude(pk__in=leading_back.get(column, ()))
        used.update(rows.order_by().values_list(name, flat=True).distinct())
    # Posts that the change itself gave go with it.
    held = BoardMember.objects.filter(board__portal__in=portals, reform_seat=None)
    used.update(held.values_list("board__portal", flat=True))
    used.update(_with_texts_or_files(portals))
    ties = list(
        Oversight.objects.filter(overseer__in=portals).values_list("overseer_id", "portal_id")
    )
    unused = set(portals) - used
    # Who oversees one that stays, stays.
    while stays := {above for above, below in ties if above in unused and below not in unused}:
        unused -= stays
    return unused


def _with_texts_or_files(portals: Collection[int]) -> set[int]:
    asked = Portal.objects.filter(pk__in=portals)
    by_path = dict(asked.exclude(root=None).values_list("root__path", "pk"))
    below = Page.objects.annotate(home=Left("path", PORTAL_PATH_LENGTH)).filter(home__in=by_path)
    texts = below.filter(Q(depth__gt=DEPTH_OF_SECTIONS) | Q(latest_revision__isnull=False))
    found = {by_path[path] for path in texts.order_by().values_list("home", flat=True).distinct()}
    by_collection = dict(asked.values_list("collection", "pk"))
    for model in (PortalDocument, PortalImage):
        files = model.objects.filter(collection__in=[key for key in by_collection if key])
        found |= {by_collection[key] for key in files.values_list("collection", flat=True)}
    return found


def _delete_with_what_opening_made(unused: Collection[int]) -> None:
    portals = Portal.objects.filter(pk__in=unused)
    made = list(portals.values_list("root", "site", "collection"))
    roots, sites, collections = ([key for key in keys if key] for keys in zip(*made, strict=True))
    rights = RightsGroup.objects.filter(portal__in=unused)
    groups = list(rights.values_list("group", flat=True))
    for column in made_by_the_clock():
        rows_of_column(column, unused)[0].delete()
    BoardMember.objects.filter(board__portal__in=unused).delete()
    for model in (Oversight, ClusterMembership, PortalAddress, EditorialBoard):
        model.objects.filter(portal__in=unused).delete()
    rights.delete()
    sections = SectionPage.objects.filter(portal__in=unused)
    pages = [*sections.values_list("pk", flat=True), *roots]
    delete_silently(sections)
    portals.delete()
    delete_silently(HomePage.objects.filter(pk__in=roots))
    _forget_pages(pages, children_of_root=len(roots))
    Site.objects.filter(pk__in=sites).delete()
    FileCollection.objects.filter(pk__in=collections).delete()
    Group.objects.filter(pk__in=groups).delete()


def _forget_pages(pages: Collection[int], *, children_of_root: int) -> None:
    """What Wagtail does for each page that is deleted."""
    Page.objects.filter(depth=1).update(numchild=F("numchild") - children_of_root)
    ReferenceIndex.objects.filter(
        base_content_type__app_label=Page._meta.app_label,
        base_content_type__model=Page._meta.model_name,
        object_id__in=[str(page) for page in pages],
    ).delete()
