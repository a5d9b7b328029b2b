"""Which files a portal lets the public have, and which are used."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value

from editorial.enums import RemovalKind
from editorial.kinds.registry import content_kinds
from editorial.models import (
    InformationPage,
    OldAddress,
    Placement,
    PortalDocument,
    PortalImage,
    PortalRendition,
    StoryPage,
)
from portals.addresses import main_origin
from portals.models import Portal
from portals.tree import portal_path
from portals.uploads.states import Examination

from .files import files_of, images_of


def file_on(portal: Portal, document_id: int) -> PortalDocument | None:
    """Return the file if a page of `portal` or a story placed on it publishes it, now or once. One query.

    `is_public` on the result says whether one of them is public there now.
    """
    placed = Placement.objects.on(portal).filter(story__published_files__document=OuterRef("pk"))
    standing = placed.standing().filter(story__live=True)
    told = InformationPage.objects.descendant_of(portal.root).filter(
        published_files__document=OuterRef("pk")
    )
    return (
        PortalDocument.objects.filter(Exists(placed) | Exists(told), pk=document_id)
        .annotate(is_public=Exists(standing) | Exists(told.filter(live=True)))
        .first()
    )


def rendition_on(portal: Portal, name: str) -> PortalRendition | None:
    """Return what was made of an image, by its name, if a page of `portal` or a story placed on it shows the image,
    now or once. One query.

    `is_public` on the result says whether one of them is public there now.
    """
    placed = Placement.objects.on(portal).filter(story__published_images__image=OuterRef("image"))
    standing = placed.standing().filter(story__live=True)
    told = InformationPage.objects.descendant_of(portal.root).filter(
        published_images__image=OuterRef("image")
    )
    return (
        PortalRendition.objects.filter(Exists(placed) | Exists(told), file=name)
        .annotate(is_public=Exists(standing) | Exists(told.filter(live=True)))
        .first()
    )


def stands_with(portal: Portal, used: Q) -> Portal | None:
    """Return the portal to which what used a file on `portal` was moved, and which is public there. Two queries.

    `used` says of a page, by its rows of published files or images, whether it uses the file.
    """
    moved = Placement.objects.on(portal).filter(
        removal_kind=RemovalKind.MOVED, story__in=StoryPage.objects.filter(used, live=True)
    )
    standing = Placement.objects.standing().local().exclude(portal=portal)
    found = standing.filter(story__in=moved.values("story")).select_related("portal__site").first()
    if found is not None:
        return found.portal
    told = InformationPage.objects.filter(
        used, live=True, pk__in=OldAddress.objects.filter(portal=portal).values("page")
    )
    page = told.only("path").first()
    owners = Portal.objects.exclude(pk=portal.pk).select_related("site")
    return owners.filter(root__path=portal_path(page.path)).first() if page else None


def file_moved_to(portal: Portal, document_id: int) -> str | None:
    """Return the address of a file that is public where what used it on `portal` was moved. Three queries at most."""
    owner = stands_with(portal, Q(published_files__document=document_id))
    if owner is None:
        return None
    return main_origin(owner) + str(PortalDocument.objects.get(pk=document_id).url)


def rendition_moved_to(portal: Portal, name: str) -> str | None:
    """The same for what was made of an image, by its name. Two queries at most."""
    owner = stands_with(portal, Q(published_images__image__renditions__file=name))
    return f"{main_origin(owner)}/media/{name}" if owner else None


def not_fine_in(page: StoryPage | InformationPage) -> list[PortalImage | PortalDocument]:
    """The images and files on the instance `page` that are not examined yet, or were refused. At most two queries."""
    found: list[PortalImage | PortalDocument] = []
    if images := images_of(page):
        found += PortalImage.objects.filter(pk__in=images).exclude(examination=Examination.FINE)
    if files := files_of(page):
        found += PortalDocument.objects.filter(pk__in=files).exclude(examination=Examination.FINE)
    return found


def stands_in_a_page(item: PortalImage | PortalDocument) -> bool:
    """Whether a stored page of the item's own portal shows it. Asks the pages, since the index may be behind.

    Reads every body of the portal: for acts as rare as deleting a file.
    """
    portal = Portal.objects.filter(collection=item.collection_id).select_related("root").first()
    own = Q(path__startswith=portal.root.path) if portal and portal.root else Q()
    if isinstance(item, PortalImage):
        if StoryPage.objects.filter(lead_image=item).exists():
            return True
        found = f"$.**.image ? (@ == {item.pk})"
    else:
        # A link in a text is a tag with the file's number; its attributes come in either order.
        linked = f'linktype="document"[^>]* id="{item.pk}"|id="{item.pk}"[^>]* linktype="document"'
        linked = linked.replace('"', '\\"')
        if any(
            kind.model._default_manager.filter(**{name: item}).exists()
            for kind in content_kinds()
            for name in kind.files
        ):
            return True
        found = (
            f'$.** ? (@.document == {item.pk} || (@.type() == "string" && @ like_regex "{linked}"))'
        )
    uses = Func(
        F("body"),
        Value(found),
        template="jsonb_path_exists(%(expressions)s::jsonpath)",
        output_field=BooleanField(),
    )
    return (
        StoryPage.objects.filter(own).filter(uses).exists()
        or InformationPage.objects.filter(own).filter(uses).exists()
    )
