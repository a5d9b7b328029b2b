"""Drafts that were deleted after a backup, made again with the newest version that they had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from editorial.models import SectionPage
from editorial.placements.actions import make_slug_free
from portals.boards.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping


def make_draft_again(
    old: Page, version: Mapping[str, Any] | None, section: SectionPage, actor: User
) -> bool:
    """Let the draft lie in `section` again; False where what it cannot be without is gone.

    `version` is what its newest version held, and None where it had none. It gets a number of its own, and is known
    for what it was by its `translation_key`: whoever puts the portal back twice has it once.
    """
    content = {**(version or old.serializable_data()), "pk": None}
    page: Page | None = type(old).from_serializable_data(content)
    if page is None:
        return False
    page.path, page.depth, page.numchild, page.url_path = "", 0, 0, ""
    page.live, page.has_unpublished_changes, page.expired = False, True, False
    page.locked, page.locked_by_id, page.locked_at = False, None, None
    page.latest_revision_id = page.live_revision_id = None
    is_there = old.owner_id and User.objects.filter(pk=old.owner_id).exists()
    page.owner_id = old.owner_id if is_there else actor.pk
    page.content_type_id, page.locale_id = old.content_type_id, section.locale_id
    page.translation_key = old.translation_key
    # Read anew: those that came before it count among the section's pages.
    above = SectionPage.objects.get(pk=section.pk)
    make_slug_free(page, above)
    above.add_child(instance=page)
    page.save_revision(user=actor, log_action="wagtail.create")
    return True
