"""A leaflet goes every way that content goes, though nothing but its own module knows of leaflets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from editorial.bulk_import.actions import StoryImport, UnableToImport, import_stories
from editorial.checking.reading import findings_of
from editorial.content_scan.models import Suspicion
from editorial.content_scan.scan import scan_texts
from editorial.docx_import.actions import bring_document, read_waiting_document
from editorial.kinds import registry
from editorial.models import Placement, SectionPage, StoryPage
from editorial.public.pdf import stories as saved
from editorial.public.queries.home import home_stories
from editorial.review.actions import approve_story, submit_story
from editorial.search.finding import SearchScope, find_things
from portals.boards.enums import Position
from portals.models import Portal
from scoring.content.gathering import read_stories
from syndication.adaptations.actions.making import adapt_story
from syndication.adaptations.actions.taking import compare, take_changes
from syndication.adaptations.presenting import shown
from syndication.jobs import place_dispatch
from tests.editorial.docx_import.documents import document, uploaded
from tests.factories import make_member, make_portal, make_province_tree, section_of
from tests.scoring.cast import SNAPSHOT, local, measure, text_of, write
from tests.support.visiting import visit
from tests.syndication.casts import place_at_once, send
from tests.walls import body, desk_client

from .models import LEAFLETS, LeafletPage

pytestmark = pytest.mark.django_db

NUMBER = "TR-2718/XP"
SIGNED = date(2026, 11, 3)
LONG_AGO = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def published(portal: Portal, **fields: Any) -> LeafletPage:
    given = {"title": "Phòng cháy mùa hanh khô", "lead": "Việc cần làm.", "number": NUMBER}
    page = LeafletPage(live=False, **(given | fields))
    section_of(portal).add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    return LeafletPage.objects.get(pk=page.pk)


def html_of(portal: Portal, path: str, **data: str) -> str:
    answer = visit(portal, path, data=data)
    assert answer.status_code == 200
    return answer.content.decode()


class TestTheDesk:
    def test_writes_it_in_the_editor_reviews_and_publishes_it(self, portal) -> None:
        author, head = make_member(portal, Position.EDITOR), make_member(portal, Position.HEAD)
        desk, section = desk_client(author), section_of(portal)
        address = reverse("wagtailadmin_pages:add", args=["leaflets", "leafletpage", section.pk])
        first = body(desk.get(reverse("write"))).decode()
        assert f'href="{address}">Viết tờ rơi</a>' in first
        texts = {"title": "Tờ rơi mới", "lead": "Việc cần làm.", "number": NUMBER}
        empty = ("lead_image", "lead_image_alt", "lead_image_caption", "source", "byline")
        form = {
            **texts,
            **dict.fromkeys((*empty, "event_at", "valid_until", "shelf_mark"), ""),
            "signed_on": SIGNED.isoformat(),
            "body": streamfield([("text", rich_text("<p>Tắt bếp trước khi ra khỏi nhà.</p>"))]),
            "comments": inline_formset([]),
        }

        desk.post(address, nested_form_data(form))

        draft = LeafletPage.objects.get()
        assert (draft.number, draft.signed_on, draft.live) == (NUMBER, SIGNED, False)
        submit_story(story=draft, actor=author, now=timezone.now())
        page = body(desk_client(head).get(reverse("story_review", args=[draft.pk]))).decode()
        assert f"Số {NUMBER}" in page
        approve_story(story=StoryPage.objects.get(pk=draft.pk), actor=head, now=timezone.now())
        origin = Placement.objects.standing().get(story=draft.pk)
        assert (origin.kind, origin.role) == ("leaflet", "origin")

    def test_takes_one_from_a_word_file(self, portal) -> None:
        author = make_member(portal, Position.EDITOR)
        page = body(desk_client(author).get(reverse("document_import", args=[portal.pk]))).decode()
        assert 'value="leaflet"' in page

        brought = bring_document(
            section=section_of(portal), file=uploaded(document(), "to-roi.docx"),
            actor=author, now=timezone.now(), kind="leaflet",
        )  # fmt: skip

        if brought.waits:
            # As on a busy machine: a job makes the draft.
            read_waiting_document(waiting=brought.waits, now=timezone.now())
        assert not LeafletPage.objects.get().live

    def test_is_not_told_that_it_is_short_and_is_told_what_threatens(self, portal) -> None:
        page = published(portal, number="027085001234, nổ hũ đổi thưởng")

        found = {finding.code: finding.anchor for finding in findings_of(page, now=timezone.now())}

        assert found == {"identity-number": "id_number", "threat-gambling": "id_number"}
        scan_texts(now=timezone.now())
        assert {one.page_id for one in Suspicion.objects.all()} == {page.pk}


class TestTheReader:
    def test_is_served_it_with_its_own_page_and_words_for_machines(self, portal) -> None:
        page = published(portal, valid_until=timezone.now() - timedelta(hours=1))

        html = html_of(portal, page.public_path())

        assert "<title>Tờ rơi: Phòng cháy mùa hanh khô</title>" in html
        assert f'<p class="leaflet-facts">Số {NUMBER}</p>' in html
        assert '<p class="ended-line">' in html
        told = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        (law,) = [one for one in map(json.loads, told) if one["@type"] == "Legislation"]
        assert (law["identifier"], law["headline"]) == (NUMBER, page.title)

    def test_finds_it_in_lists_until_it_ends(self, portal) -> None:
        ends = timezone.now() + timedelta(days=2)
        page = published(portal, valid_until=ends)

        assert "leaflet-card" in html_of(portal, "/tin-tuc/")
        (placement,) = home_stories(portal, timezone.now()).notices
        assert (placement.story_id, placement.ends_at) == (page.pk, ends)
        assert home_stories(portal, ends + timedelta(minutes=1)).notices == []

    def test_finds_it_by_its_number_and_kind(self, portal) -> None:
        page = published(portal)

        for asked in ({}, {"loai": "to-roi"}):
            assert page.public_path() in html_of(portal, "/tim-kiem/", q=NUMBER, **asked)
        wrong = html_of(portal, "/tim-kiem/", q=NUMBER, loai="tin")
        assert page.public_path() not in wrong
        assert '<option value="to-roi">Các tờ rơi</option>' in wrong

    @pytest.mark.parametrize("form", ["atom.xml", "rss.xml", "feed.json"])
    def test_reads_it_in_a_feed(self, portal, form) -> None:
        page = published(portal)

        assert f"{page.public_path()}" in html_of(portal, f"/{form}")

    def test_saves_it_with_what_is_particular_to_it(self, portal, monkeypatch) -> None:
        page, told = published(portal), []
        monkeypatch.setattr(saved, "typeset", lambda _to, given, **_: told.append(given) or b"")

        visit(portal, f"{page.public_path().rstrip('/')}.pdf")

        assert f"Số: {NUMBER}" in told[0]["facts"]


class TestAnotherBoard:
    def test_receives_it_and_makes_its_own_version_that_keeps_its_fields(self) -> None:
        province, _district, (commune, _other) = make_province_tree(2)
        head, editor = make_member(province, Position.HEAD), make_member(commune)
        source = published(
            province, signed_on=SIGNED, valid_until=timezone.now(), shelf_mark="Giá 3"
        )
        place_at_once(commune)
        place_dispatch(dispatch_id=send(source, head).pk)
        received = Placement.objects.standing().get(portal=commune, story=source.pk)
        assert received.kind == "leaflet"
        assert NUMBER in html_of(commune, received.path)

        made = adapt_story(
            source=source, section=section_of(commune), actor=editor, now=timezone.now()
        )

        copy = LeafletPage.objects.get(pk=made.copy_id)
        assert (copy.number, copy.signed_on, copy.valid_until, copy.shelf_mark) == (
            NUMBER, SIGNED, source.valid_until, "",
        )  # fmt: skip
        source.number, source.signed_on = "TR-2719/XP", date(2026, 11, 4)
        source.save_revision().publish(skip_permission_checks=True)
        compared = compare(made)
        told = {
            change.place: "".join(piece.text for piece in change.now.pieces)
            for change in shown(compared)
        }
        assert told == {"Số tờ rơi": "TR-2719/XP", "Ngày ký": "04/11/2026"}
        take_changes(
            adaptation=made, taken={"number", "signed_on"}, kept=set(), mark=compared.mark,
            actor=editor, now=timezone.now(),
        )  # fmt: skip
        taken = LeafletPage.objects.get(pk=copy.pk).get_latest_revision_as_object()
        assert (taken.number, taken.signed_on) == ("TR-2719/XP", date(2026, 11, 4))


def row(section: SectionPage, **fields: Any) -> StoryImport:
    given = {"title": "Tờ rơi cũ", "lead": "Việc cần làm.", "kind": "leaflet"}
    return StoryImport(section=section, published_at=LONG_AGO, **(given | fields))


class TestAnImport:
    def test_brings_it_with_its_fields(self, portal) -> None:
        rows = [row(section_of(portal), own={"number": NUMBER, "signed_on": SIGNED})]

        (page,) = import_stories(stories=rows, actor=None, now=timezone.now())

        stored = LeafletPage.objects.get(pk=page.pk)
        assert (stored.number, stored.signed_on, stored.live) == (NUMBER, SIGNED, True)
        assert [one.story_id for one in find_things(SearchScope(portal), NUMBER).things] == [
            page.pk
        ]
        assert stored.get_latest_revision_as_object().number == NUMBER

    def test_names_what_is_wrong_with_its_fields(self, portal) -> None:
        rows = [row(section_of(portal), own={"number": "x" * 50}), row(section_of(portal))]

        with pytest.raises(UnableToImport) as refusal:
            import_stories(stories=rows, actor=None, now=timezone.now())

        assert [(one.number, one.field) for one in refusal.value.problems] == [
            (1, "number"),
            (2, "number"),
        ]

    def test_refuses_a_field_that_the_kind_has_not(self, portal) -> None:
        rows = [row(section_of(portal), kind="article", own={"number": NUMBER})]
        with pytest.raises(ValueError, match="article has no field number"):
            import_stories(stories=rows, actor=None, now=timezone.now())


class TestAScore:
    def test_counts_it_as_original(self, portal) -> None:
        author = make_member(portal, Position.HEAD)
        for number in range(1, 4):
            write(
                portal, local(2026, 10, number, 9), number, author=author, kind="leaflet",
                own={"number": str(number)},
            )  # fmt: skip
        read_stories(now=SNAPSHOT)

        (found,) = measure("news.original", portal, target=12).values()

        assert (found.cases, found.numbers["counted"]) == (3, 3)
        # What was taken back again is asked of these.
        assert {"article", "leaflet"} <= {*registry.codes_of_originals()}


@contextmanager
def without_leaflets() -> Iterator[None]:
    """One kind of content less."""
    registry._kinds.pop(LEAFLETS.code)
    try:
        yield
    finally:
        registry.register(LEAFLETS)


def count(act: Callable[[], object]) -> int:
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


class TestQueries:
    def test_are_as_many_for_two_kinds_as_for_three(self, portal) -> None:
        author = make_member(portal, Position.HEAD)
        story = write(portal, local(2026, 10, 3, 9), 1, author=author, body=text_of(1, 120))
        desk = desk_client(author)
        acts: list[Callable[[], object]] = [
            lambda: visit(portal, "/"),
            lambda: visit(portal, "/tin-tuc/"),
            lambda: visit(portal, story.public_path()),
            lambda: visit(portal, "/tim-kiem/", data={"q": "tin"}),
            lambda: visit(portal, "/atom.xml"),
            lambda: measure("news.original", portal, target=12),
            lambda: desk.get(reverse("wagtailadmin_home")),
            lambda: findings_of(story, now=timezone.now()),
        ]

        three = [count(act) for act in acts]
        with without_leaflets():
            two = [count(act) for act in acts]

        assert min(two) > 0
        assert three == two
