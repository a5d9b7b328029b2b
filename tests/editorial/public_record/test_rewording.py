"""Words beside a text that it shows, a credit or the name of a file: whoever changes them puts the text on record."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form

from editorial.models import InformationPage, PortalDocument, PortalImage, StoryPage
from editorial.public_record.recording import record_waiting
from portals.boards.enums import Position
from portals.boards.models import User
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.ledger.shown_text import shown_text_hash, shown_text_of
from portals.models import EditionChange, Portal
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_province_tree,
    picture_block,
    published_story,
    section_of,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_province_tree(2)[2][0]


@pytest.fixture
def editor(portal: Portal) -> User:
    return make_member(portal, Position.HEAD)


def texts(page: StoryPage | InformationPage) -> list[str]:
    """The hashes that the ledger has of a text, in their order."""
    record_waiting(now=timezone.now())
    rows = LedgerEntry.objects.filter(subject=str(page.pk)).order_by("pk")
    told = [Entry.from_bytes(bytes(row.entry)) for row in rows]
    return [str(one.body["text"]) for one in told if one.kind != "paper"]


def shown(portal: Portal, page: StoryPage | InformationPage) -> str:
    return shown_text_hash(shown_text_of(visit(portal, page.public_path()).content.decode()))


def change(item: PortalImage | PortalDocument, user: User, **words: str) -> None:
    model = type(item)
    form = get_image_form(model) if model is PortalImage else get_document_form(model)
    known = form(instance=item, user=user)
    data = {name: known[name].value() for name in known.fields if name != "file"} | words
    given = {name: value for name, value in data.items() if value is not None}
    bound = form(given, instance=item, user=user)
    assert bound.is_valid(), bound.errors
    bound.save()


def test_a_credit_makes_a_genuine_page_of_what_is_shown_from_then_on(portal, editor) -> None:
    image = make_image(portal)
    story = published_story(portal, body=[picture_block(image)])
    page = InformationPage(title="Trang", body=[picture_block(image)], live=False)
    section_of(portal).add_child(instance=page)
    page.save_revision().publish()
    plain = published_story(portal)
    before = [shown(portal, one) for one in (story, page, plain)]
    assert [texts(one) for one in (story, page, plain)] == [[one] for one in before]

    change(image, editor, credit="Lê Thị Mẫu")

    for one, first in ((story, before[0]), (page, before[1])):
        assert shown(portal, one) != first
        assert texts(one) == [first, shown(portal, one)]
    assert texts(plain) == [before[2]]


def test_it_is_told_as_approved_by_nobody_and_its_pdf_is_made_anew(portal, editor) -> None:
    image = make_image(portal)
    story = published_story(portal, body=[picture_block(image)])
    record_waiting(now=timezone.now())
    change(image, editor, credit="Lê Thị Mẫu")
    record_waiting(now=timezone.now())
    rows = LedgerEntry.objects.filter(subject=str(story.pk)).order_by("pk")
    told = [Entry.from_bytes(bytes(row.entry)) for row in rows]
    assert [one.kind for one in told] == ["publication", "paper", "publication", "paper"]
    assert "approved" not in told[2].body
    assert told[1].body["sha256"] != told[3].body["sha256"]


def test_the_name_of_a_file_counts_where_the_text_shows_it(portal, editor) -> None:
    document = make_document(portal)
    bare, named = (
        published_story(
            portal, body=[{"type": "file", "value": {"document": document.pk, "title": title}}]
        )
        for title in ("", "Kế hoạch")
    )
    assert [len(texts(one)) for one in (bare, named)] == [1, 1]
    change(document, editor, title="Tên khác")
    assert texts(bare)[-1] == shown(portal, bare)
    assert [len(texts(one)) for one in (bare, named)] == [2, 1]


def test_what_the_public_does_not_see_is_no_act(portal, editor) -> None:
    image = make_image(portal)
    story = published_story(portal, body=[picture_block(image)])
    assert len(texts(story)) == 1
    change(image, editor, title="Tên khác")
    change(make_image(portal), editor, credit="Ai đó")
    assert len(texts(story)) == 1


def test_every_portal_where_it_stands_shows_it_anew(portal, editor) -> None:
    image = make_image(portal)
    story = published_story(portal, body=[picture_block(image)])
    other = make_portal()
    republished(story, other)
    before = set(EditionChange.objects.values_list("pk", flat=True))
    change(image, editor, credit="Lê Thị Mẫu")
    changed = EditionChange.objects.exclude(pk__in=before)
    renewed = {one for row in changed for one in row.portal_ids or ()}
    assert renewed == {portal.pk, other.pk}
