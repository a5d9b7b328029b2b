"""Deletions and copies that may not be are refused before Wagtail tries, with the way to go instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import PROTECT, ForeignObjectRel
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, ReferenceIndex

from editorial.media.files_in_use import stands_in_a_page
from editorial.models import (
    HomePage,
    InformationPage,
    Placement,
    PortalDocument,
    PortalImage,
    StoryPage,
)

if TYPE_CHECKING:
    from wagtail.admin.views.bulk_action import BulkAction


def reason_to_keep(page: Page) -> str | None:
    """Why `page` may not be deleted, or None where it may. At most one query."""
    specific = page.specific_class
    if specific is None or not issubclass(specific, (StoryPage, InformationPage)):
        return _("Sections and home pages belong to the portal's frame and cannot be deleted.")
    if issubclass(specific, StoryPage) and Placement.objects.filter(story=page.pk).exists():
        return _(
            "“%(title)s” has been public, so it cannot be deleted. Withdraw it instead: it leaves"
            " all portals, and its address says why."
        ) % {"title": page.draft_title or page.title}
    if page.first_published_at is not None:
        return _(
            "“%(title)s” has been public, so it cannot be deleted. Withdraw it instead: its address"
            " says why."
        ) % {"title": page.draft_title or page.title}
    return None


def refuse_page_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    reason = reason_to_keep(page)
    if reason is None:
        return None
    buttons = []
    if isinstance(page.specific, (StoryPage, InformationPage)):
        buttons.append(messages.button(reverse("story_withdraw", args=[page.pk]), _("Withdraw")))
    messages.error(request, reason, buttons=buttons)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def refuse_file_deletion(
    request: HttpRequest, item: PortalImage | PortalDocument
) -> HttpResponse | None:
    """Refuse to delete an image or file that any page uses, also another portal's draft, or that is on record."""
    if not is_used(item):
        return None
    messages.error(request, _("“%(title)s” is in use, so it cannot be deleted.") % {"title": item})
    if isinstance(item, PortalImage):
        return redirect("wagtailimages:edit", item.pk)
    return redirect("wagtaildocs:edit", item.pk)


def is_used(item: PortalImage | PortalDocument) -> bool:
    """Whether any page that is stored uses this image or file, or a record of any floor may not lose it.

    The index knows the pages of all portals, but follows a change by a moment; the portal's own pages are asked.
    """
    if isinstance(item, PortalDocument) and item.published_in.exists():
        return True
    return (
        is_named_by_a_record(item)
        or bool(ReferenceIndex.get_references_to(item).exists())
        or stands_in_a_page(item)
    )


def is_named_by_a_record(item: PortalImage | PortalDocument) -> bool:
    """Whether a row names the file and protects it: a decision, evidence, a signed notice. A query a kind of row."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: item}).exists()
        for relation in item._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is PROTECT
    )


def refuse_bulk_deletion(
    request: HttpRequest, action_type: str, objects: Iterable[Any], _action: BulkAction
) -> HttpResponse | None:
    """Hook: refuse a bulk deletion whole when one of its items must stay, and say which."""
    if action_type != "delete":
        return None
    for item in objects:
        if isinstance(item, Page):
            reason = reason_to_keep(item)
        elif isinstance(item, (PortalImage, PortalDocument)) and is_used(item):
            reason = _("“%(title)s” is in use, so it cannot be deleted.") % {"title": item}
        else:
            reason = None
        if reason is not None:
            messages.error(request, reason)
            return redirect("wagtailadmin_home")
    return None


def refuse_frame_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook: sections and home pages open with the portal and are never copied."""
    specific = page.specific_class
    if specific is not None and issubclass(specific, (StoryPage, InformationPage)):
        return None
    messages.error(request, _("Sections and home pages cannot be copied."))
    home = HomePage.objects.filter(pk=page.pk).exists()
    return redirect("wagtailadmin_explore", page.pk if home else page.get_parent().pk)
