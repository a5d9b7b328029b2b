"""Imported stories are what published stories are, with their own dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from editorial.bulk_import import actions
from editorial.bulk_import.actions import StoryImport, UnableToImport, import_stories
from editorial.enums import PlacementRole
from editorial.models import (
    ArticlePage,
    NoticePage,
    Placement,
    PortalDocument,
    PublishedFile,
    PublishedImage,
    StoryPage,
)
from editorial.search.finding import SearchScope, find_things
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_document, make_image, make_member, make_portal, section_of

pytestmark = pytest.mark.django_db
LAST_YEAR = datetime(2023, 6, 1, 2, 30, tzinfo=UTC)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def paragraph(text: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{text}</p>"}


def row(portal: Portal, title: str = "Tin cũ", **fields: Any) -> StoryImport:
    values = {
        "section": section_of(portal),
        "title": title,
        "lead": "Tóm tắt của tin cũ.",
        "body": [paragraph("Một đoạn văn về cánh đồng.")],
        "published_at": LAST_YEAR,
    }
    return StoryImport(**(values | fields))


def carry_in(*rows: StoryImport) -> list[StoryPage]:
    return import_stories(stories=rows, actor=None, now=timezone.now())


class TestImportedStories:
    def test_stand_once_on_their_portal_since_their_own_day(self, portal: Portal) -> None:
        story, notice = carry_in(row(portal), row(portal, "Báo cũ", kind=NoticePage.story_kind))

        placements = {found.story_id: found for found in Placement.objects.all()}
        assert placements.keys() == {story.pk, notice.pk}
        origin = placements[story.pk]
        assert (origin.role, origin.portal_id) == (PlacementRole.ORIGIN, portal.pk)
        assert (origin.placed_at, origin.kind) == (LAST_YEAR, ArticlePage.story_kind)
        assert placements[notice.pk].kind == NoticePage.story_kind
        assert ArticlePage.objects.get().first_published_at == LAST_YEAR
        assert NoticePage.objects.get().live

    def test_leave_the_tree_without_problems(self, portal: Portal) -> None:
        carry_in(*(row(portal, f"Tin {n}") for n in range(30)))

        assert Page.find_problems() == ([], [], [], [], [])

    def test_have_a_live_revision_and_two_log_entries(self, portal: Portal) -> None:
        author = make_member(portal)
        approver = make_member(portal, Position.HEAD)

        (story,) = carry_in(row(portal, author=author, approver=approver))

        stored = ArticlePage.objects.get(pk=story.pk)
        revision = Revision.objects.for_instance(stored).get()
        assert stored.live_revision == stored.latest_revision == revision
        assert (revision.user, revision.created_at) == (author, LAST_YEAR)
        assert revision.as_object().body[0].value.source == "<p>Một đoạn văn về cánh đồng.</p>"
        entries = PageLogEntry.objects.filter(page=story.pk).order_by("action")
        assert [(e.action, e.user, e.timestamp) for e in entries] == [
            ("wagtail.create", author, LAST_YEAR),
            ("wagtail.publish", approver, LAST_YEAR),
        ]

    def test_can_be_edited_and_published_afterwards(self, portal: Portal) -> None:
        (story,) = carry_in(row(portal))

        page = ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()
        page.title = "Tin đã sửa"
        page.save_revision().publish()

        stored = ArticlePage.objects.get(pk=story.pk)
        assert (stored.title, stored.first_published_at) == ("Tin đã sửa", LAST_YEAR)
        assert Placement.objects.standing().get(story=story.pk).placed_at == LAST_YEAR

    def test_are_found_in_both_searches(self, portal: Portal) -> None:
        (story,) = carry_in(row(portal, "Hội thi kéo co"))

        found = get_search_backend().search("hoi thi", ArticlePage.objects.all())
        assert [page.pk for page in found] == [story.pk]
        (by_text,) = find_things(SearchScope(portal), "canh dong").things
        assert by_text.story_id == story.pk

    def test_keep_their_images_and_files(self, portal: Portal) -> None:
        image, inside, document = make_image(portal), make_image(portal), make_document(portal)
        body = [
            {"type": "file", "value": {"document": document.pk, "title": "Kế hoạch"}},
            {
                "type": "figure",
                "value": {
                    "image": {"image": inside.pk, "alt_text": "Cánh đồng", "decorative": False},
                    "caption": "",
                },
            },
        ]

        (story,) = carry_in(
            row(portal, lead_image=image, lead_image_alt="Cánh đồng lúa", body=body)
        )

        assert PublishedFile.objects.get().document == document
        shown = PublishedImage.objects.filter(page=story.pk).values_list("image", flat=True)
        assert set(shown) == {image.pk, inside.pk}
        references = set(
            ReferenceIndex.objects.filter(object_id=story.pk).values_list(
                "to_object_id", "model_path", "content_path"
            )
        )
        with pytest.raises(ProtectedError):
            image.delete()
        ReferenceIndex.objects.all().delete()
        ReferenceIndex.create_or_update_for_object(ArticlePage.objects.get(pk=story.pk))
        as_wagtail_does = set(
            ReferenceIndex.objects.values_list("to_object_id", "model_path", "content_path")
        )
        assert {path for _id, path, _content in references} >= {"lead_image", "body.file.document"}
        assert references == as_wagtail_does

    def test_take_the_same_number_of_queries_few_or_many(self, portal: Portal) -> None:
        image = make_image(portal)
        carry_in(row(portal, "Tin đầu"))
        counts = []
        for number in (20, 200):
            rows = [
                row(portal, f"Tin {number} {n}", lead_image=image, lead_image_alt="Đồng lúa")
                for n in range(number)
            ]
            with CaptureQueriesContext(connection) as queries:
                carry_in(*rows)
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 30


class TestWrongStories:
    def test_are_all_reported_and_nothing_is_changed(self, portal: Portal) -> None:
        stranger = make_image(make_portal())
        rows = [
            row(portal),
            row(portal, ""),
            row(portal, published_at=timezone.now() + timedelta(hours=1)),
            row(portal, lead_image=stranger, lead_image_alt="Ảnh"),
            row(portal, lead="x" * 601, body=[{"type": "heading", "value": {"text": ""}}]),
        ]

        with pytest.raises(UnableToImport) as refusal:
            carry_in(*rows)

        found = {(problem.number, problem.field) for problem in refusal.value.problems}
        assert found == {
            (2, "title"),
            (3, "published_at"),
            (4, "images and files"),
            (5, "lead"),
            (5, "body"),
        }
        assert not StoryPage.objects.exists()
        assert PortalDocument.objects.count() == 0

    def test_have_alt_text_for_their_image(self, portal: Portal) -> None:
        with pytest.raises(UnableToImport) as refusal:
            carry_in(row(portal, lead_image=make_image(portal)))

        assert [problem.field for problem in refusal.value.problems] == ["lead_image"]


def test_many_rows_renew_what_the_planner_knows(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def renewed() -> int:
        with CaptureQueriesContext(connection) as asked:
            carry_in(row(portal), row(portal, "Tin khác"))
        return sum(query["sql"].startswith("ANALYZE") for query in asked)

    monkeypatch.setattr(actions, "MANY", 3)
    assert renewed() == 0
    monkeypatch.setattr(actions, "MANY", 2)
    assert renewed() == 1
