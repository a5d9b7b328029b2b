"""Stories of all kinds in the read API: what stands where, paging while things come and go, and what costs what."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Correction, Placement
from editorial.placements.actions import withdraw_story
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.uploads.states import Examination
from syndication.enums import AudienceKind, DispatchState, Urgency
from syndication.models import Dispatch
from tests.editorial.broadcasts.bulletins import make_bulletin, make_recording
from tests.factories import (
    make_document,
    make_member,
    make_official,
    make_portal,
    make_province_tree,
    make_story,
    make_user,
    published_story,
)
from tests.support.read_api import API, all_of, asked, ids, refused
from tests.support.sheets import make_disclosure
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
TEXT = '<p>Xem <a href="https://example.vn/a">ở đây</a> và <b>đọc</b>.</p>'


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def province():
    return make_province_tree(communes=1)[0]


def with_file(portal, document, **more):
    body = [
        {"type": "text", "value": TEXT},
        {"type": "file", "value": {"document": document.pk, "title": "Bản ký"}},
    ]
    return published_story(portal, body=body, **more)


def taken_off(story):
    portal = story.portal_of_page()
    withdraw_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="Nhầm",
        actor=make_member(portal, Position.HEAD),
        now=timezone.now(),
    )


class TestAStory:
    def test_is_told_with_all_that_readers_have(self, province):
        portal = make_portal()
        document = make_document(portal, content=b"chu ky")
        digest = hashlib.sha1(b"chu ky").hexdigest()
        type(document).objects.filter(pk=document.pk).update(file_size=6, file_hash=digest)
        story = with_file(portal, document, title="Họp báo", lead="Tóm tắt.", byline="An")

        told = asked(portal, f"stories/{story.pk}")

        origin = main_origin(portal)
        assert told["title"] == "Họp báo"
        assert told["kind"] == {"code": "article", "name": "Tin tức"}
        assert told["section"]["code"] == "tin-tuc"
        assert told["url"].startswith(origin)
        assert told["canonical"] == {
            "portal": portal.site.hostname,
            "portal_name": portal.name,
            "url": told["url"],
        }
        assert '<a href="https://example.vn/a"' in told["body_html"]
        assert f'href="{told["files"][0]["url"]}"' in told["body_html"]
        assert "Xem\nở đây" in told["body_text"]
        assert "<" not in told["body_text"]
        (file,) = told["files"]
        assert file["length"] == 6
        assert file["sha1"] == digest
        assert asked(portal, f"stories/{story.pk}", lang="en")["kind"]["name"] != "Tin tức"

    def test_has_no_script_and_no_style(self, province):
        story = published_story(
            province,
            body=[{"type": "text", "value": '<p onclick="x()">a<script>alert(1)</script></p>'}],
        )
        told = asked(province, f"stories/{story.pk}")["body_html"]
        for unfit in ("script", "onclick", "style=", "class=", "alert"):
            assert unfit not in told

    def test_stands_once_for_the_province_and_on_each_portal(self, province):
        one, other = make_portal(), make_portal()
        story = published_story(one)
        republished(story, other)

        (there,) = asked(other, "stories")["data"]

        assert there["role"] == "republished"
        assert there["portal"] == other.site.hostname
        assert there["canonical"]["portal"] == one.site.hostname
        assert ids(all_of(province, "stories")).count(str(story.pk)) == 1
        assert asked(province, f"stories/{story.pk}")["portal"] == one.site.hostname

    def test_says_in_which_class_it_was_sent(self, province):
        story, user = published_story(province), make_user()
        assert asked(province, f"stories/{story.pk}")["story_class"] == "ordinary"
        for urgency, state in [
            (Urgency.PRIORITY, DispatchState.OPEN),
            (Urgency.URGENT, DispatchState.PLANNED),
        ]:
            Dispatch.objects.create(
                story=story,
                sender=province,
                audience=AudienceKind.ALL,
                urgency=urgency,
                state=state,
                sent_by=user,
                sent_at=timezone.now(),
                due_at=timezone.now() + timedelta(days=1),
            )
        assert asked(province, f"stories/{story.pk}")["story_class"] == "priority"

    def test_tells_its_published_corrections_alone(self, province):
        story, user, now = published_story(province), make_user(), timezone.now()
        for text, at in [("Sửa ngày họp.", now), ("Đang soạn.", None)]:
            Correction.objects.create(
                story=story, text=text, written_by=user, written_at=now, published_at=at
            )
        told = asked(province, f"stories/{story.pk}")["corrections"]
        assert [one["text"] for one in told] == ["Sửa ngày họp."]


class TestWhatIsNotPublic:
    def test_is_not_there(self, province):
        portal, other = make_portal(), make_portal()
        shown = published_story(portal)
        draft = make_story(portal)
        gone = published_story(portal)
        taken_off(gone)
        planned = make_story(portal)
        planned.go_live_at = timezone.now() + timedelta(days=1)
        planned.save_revision().publish()
        elsewhere = published_story(other)

        assert ids(all_of(portal, "stories")) == [str(shown.pk)]
        for story in (draft, gone, planned, elsewhere):
            assert refused(portal, f"stories/{story.pk}")["status"] == 404, story
        for story in (draft, gone, planned):
            assert refused(province, f"stories/{story.pk}")["status"] == 404, story

    def test_a_placed_story_that_is_not_live_is_not_there(self, province):
        """Between the row and the act that ends it."""
        story = make_story(province)
        Placement.objects.create(
            portal=province,
            section=story.get_parent().specific,
            story=story,
            role=PlacementRole.ORIGIN,
            kind="article",
            placed_at=timezone.now(),
        )
        assert refused(province, f"stories/{story.pk}")["status"] == 404
        assert ids(all_of(province, "stories")) == []

    def test_a_file_that_is_not_examined_is_not_named(self, province):
        document = make_document(province)
        story = with_file(province, document)
        assert asked(province, f"stories/{story.pk}")["files"]
        type(document).objects.filter(pk=document.pk).update(examination=Examination.EXAMINING)

        assert asked(province, f"stories/{story.pk}")["files"] == []

    def test_the_address_of_a_withdrawn_story_says_no_word_of_it(self, province):
        story = published_story(province, title="Chuyện đã gỡ")
        tag = visit(province, f"{API}/stories/{story.pk}")["ETag"]
        taken_off(story)

        answer = visit(province, f"{API}/stories/{story.pk}", HTTP_IF_NONE_MATCH=tag)

        assert answer.status_code == 404
        assert "Chuyện" not in answer.content.decode()


class TestAPortalThatIsBeingPrepared:
    def test_tells_nothing_before_its_day(self, province):
        coming = make_portal("commune")
        story = published_story(coming)
        type(coming).objects.filter(pk=coming.pk).update(
            opened_on=timezone.now().date() + timedelta(days=2)
        )
        assert str(story.pk) not in ids(all_of(province, "stories"))
        assert refused(province, f"stories/{story.pk}")["status"] == 404


class TestLists:
    def test_are_narrowed(self, province):
        commune = make_portal("commune")
        now = timezone.now()
        old = published_story(commune, title="Cũ")
        Placement.objects.filter(story=old).update(placed_at=now - timedelta(days=40))
        new = published_story(commune, title="Mới")
        other = published_story(province)
        document = make_official(commune)

        def found(**query):
            return set(ids(all_of(province, "stories", **query)))

        assert found(tier="commune") == {str(old.pk), str(new.pk), str(document.pk)}
        assert found(tier="province") == {str(other.pk)}
        assert found(kind="document") == {str(document.pk)}
        assert found(section="van-ban") == {str(document.pk)}
        assert found(placed_from=f"{now - timedelta(days=2):%Y-%m-%d}", kind="article") == {
            str(new.pk),
            str(other.pk),
        }
        assert found(placed_to=f"{now - timedelta(days=30):%Y-%m-%d}") == {str(old.pk)}
        assert found(portal=commune.site.hostname, kind="article") == {str(old.pk), str(new.pk)}

    def test_paging_meets_everything_that_stays_once(self, province):
        """While stories come, go, and come with an hour in the past."""
        portal, now = make_portal(), timezone.now()
        stories = [published_story(portal) for _number in range(9)]
        for number, story in enumerate(stories):
            # Three at the same hour: the order must hold among them too.
            Placement.objects.filter(story=story).update(
                placed_at=now - timedelta(hours=number // 3)
            )
        recalled, staying = stories[4], {str(one.pk) for one in stories} - {str(stories[4].pk)}
        seen: list[str] = []
        cursor = None
        for round_number in range(20):
            page = asked(portal, "stories", limit=2, **({"cursor": cursor} if cursor else {}))
            seen += ids(page["data"])
            if round_number == 0:
                taken_off(recalled)
            came = published_story(portal)
            if round_number == 1:
                Placement.objects.filter(story=came).update(placed_at=now - timedelta(hours=5))
                late = str(came.pk)
            cursor = page["next"]
            if cursor is None:
                break

        assert len(seen) == len(set(seen))
        assert staying | {late} == set(seen)

    @pytest.mark.parametrize("path", ["stories", "documents", "disclosures", "bulletins"])
    def test_cost_the_same_however_many_they_are(self, province, path):
        portals = [make_portal() for _number in range(3)]

        def queries(limit):
            with CaptureQueriesContext(connection) as asked_for:
                found = asked(province, path, limit=limit)["data"]
            return len(asked_for), len(found)

        _fill(portals[0], 2)
        few, small = queries(2)
        for portal in portals[1:]:
            _fill(portal, 3)
        many, large = queries(8)

        assert (small, large) == (2, 8)
        assert many == few


def _fill(portal, number):
    for count in range(number):
        with_file(portal, make_document(portal))
        make_official(portal)
        make_disclosure(portal, period_year=2020 + count)
        make_bulletin(portal, recording=make_recording(portal))


class TestKinds:
    def test_a_document_has_its_number_and_its_force(self, province):
        document = make_official(province, number="96/QĐ-UBND", field="")

        (told,) = asked(province, "documents")["data"]

        assert told["id"] == str(document.pk)
        assert told["number"] == "96/QĐ-UBND"
        assert told["document_kind"] == {"code": "quyet-dinh", "name": "Quyết định"}
        assert told["issued_on"] == "2024-03-18"
        assert told["state"] in {"in_force", "unknown"}
        assert asked(province, f"documents/{document.pk}")["body_html"] is not None
        assert refused(province, f"bulletins/{document.pk}")["status"] == 404

    def test_a_disclosure_names_its_data(self, province):
        portal = make_portal()
        page = make_disclosure(portal)
        make_disclosure(portal, period_year=2021, is_public=False)

        (told,) = asked(province, "disclosures")["data"]

        assert told["form"] == page.form
        assert told["period_ends"] == page.period_ends.isoformat()
        path = told["data_url"].removeprefix(main_origin(portal))
        assert visit(portal, path).status_code == 200

    def test_a_bulletin_names_its_recording(self, province):
        portal = make_portal()
        recording = make_recording(portal)
        bulletin = make_bulletin(portal, recording=recording)
        make_bulletin(portal, is_public=False)

        (told,) = asked(portal, "bulletins")["data"]

        assert told["id"] == str(bulletin.pk)
        assert told["bulletin_class"] == "ordinary"
        assert told["recording"]["length"] == recording.file_size
        type(recording).objects.filter(pk=recording.pk).update(examination=Examination.EXAMINING)
        assert asked(portal, "bulletins")["data"][0]["recording"] is None
