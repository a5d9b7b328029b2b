"""Breaks when Wagtail's unpublishing changes more of a page than what ours writes, or saves it elsewhere."""

import pytest
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from editorial.wagtail_patches.unpublishing import UnpublishInPlace
from tests.factories import make_portal, published_story
from tests.support.contracts import must_take

# Wagtail saves the whole row, with the hour of it.
OF_SAVING = {"latest_revision_created_at"}


def rows_after(action: type[UnpublishPageAction], pk: int) -> tuple[dict, dict]:
    with transaction.atomic():
        page = Page.objects.get(pk=pk).specific
        action(page, set_expired=True).execute(skip_permission_checks=True)
        found = (
            Page.objects.filter(pk=pk).values().get(),
            type(page).objects.filter(pk=pk).values().get(),
        )
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_leaves_the_row_as_wagtails_own_does():
    story = published_story(make_portal())
    before = Page.objects.filter(pk=story.pk).values().get()
    theirs = rows_after(UnpublishPageAction, story.pk)
    ours = rows_after(UnpublishInPlace, story.pk)
    assert theirs[0] != before
    assert ours == theirs, (
        "Unpublishing changes another field of a page now: UnpublishInPlace must write it too."
    )


def test_wagtail_saves_by_the_method_that_is_replaced():
    must_take(UnpublishPageAction, "_commit_unpublish", "object", used_by="UnpublishInPlace")


@pytest.mark.django_db
def test_no_page_is_saved(monkeypatch):
    story = published_story(make_portal())

    def saved(*_args, **_kwargs):
        pytest.fail(
            "Wagtail saves the whole page elsewhere now: UnpublishInPlace replaces nothing."
        )

    monkeypatch.setattr(Page, "save", saved)
    UnpublishInPlace(Page.objects.get(pk=story.pk).specific).execute(skip_permission_checks=True)
    assert not Page.objects.get(pk=story.pk).live
