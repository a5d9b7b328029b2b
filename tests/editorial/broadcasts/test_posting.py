"""A bulletin from a phone: once, by members alone, with what was typed kept; and who is told of a late text."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from editorial.broadcasts.desk.forms import BulletinForm
from editorial.broadcasts.inbox import MOST_LATE, LateTexts
from editorial.broadcasts.models import FURTHEST_AHEAD, BroadcastPage
from editorial.broadcasts.posting import BulletinDetails, TakenSound, post_bulletin
from editorial.editor.actions import UnableToWrite
from editorial.models import PortalDocument
from editorial.recordings.jobs import prepare_new_sound
from editorial.recordings.models import Recording
from portals.boards.enums import Position
from portals.boards.models import User
from portals.calendar.working_days import WorkingCalendar
from portals.inbox.rows import InboxRow
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.editorial.broadcasts.bulletins import make_bulletin, make_recording
from tests.editorial.recordings.sounds import sound as tone
from tests.factories import NOON, make_member, make_portal, section_of
from tests.support.inboxes import in_inbox
from tests.walls import desk_client, shows

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal("commune")


@pytest.fixture
def editor(portal: Portal) -> User:
    return make_member(portal, Position.EDITOR)


def sound() -> SimpleUploadedFile:
    return SimpleUploadedFile("ghi-am.mp3", b"\xff\xfb\x90\x64" + b"\0" * 500)


def post(portal: Portal, actor: User, **given: Any) -> Any:
    told = {
        "key": uuid.uuid4(),
        "section": section_of(portal, "loa"),
        "details": BulletinDetails("Bản tin chiều", NOON, "Đài xã"),
        "sound": TakenSound(sound()),
        "submit": True,
        **given,
    }
    return post_bulletin(**told, actor=actor, now=timezone.now())


class TestPosting:
    def test_writes_a_bulletin_and_submits_it(self, portal: Portal, editor: User) -> None:
        make_member(portal, Position.HEAD)
        written = post(portal, editor)
        page = BroadcastPage.objects.get(pk=written.story.pk)
        assert (page.aired_at, page.station_name, page.live) == (NOON, "Đài xã", False)
        assert page.recording.collection_id == portal.collection_id
        assert Recording.objects.get().document == page.recording
        assert page.lead.startswith("Đài xã phát lúc 12:00")
        assert page.workflow_in_progress or written.refusal
        assert page.workflow_in_progress

    def test_takes_the_same_form_once(self, portal: Portal, editor: User) -> None:
        key = uuid.uuid4()
        first = post(portal, editor, key=key, submit=False)
        again = post(portal, editor, key=key, submit=False)
        assert (first.is_new, again.is_new, again.story.pk) == (True, False, first.story.pk)
        assert PortalDocument.objects.count() == 1
        with pytest.raises(UnableToWrite):
            post(portal, make_member(portal, Position.EDITOR), key=key)

    def test_is_for_members_alone_and_never_empty(self, portal: Portal, editor: User) -> None:
        with pytest.raises(NotYourOffice):
            post(portal, make_member(make_portal("commune"), Position.HEAD))
        with pytest.raises(UnableToWrite):
            post(portal, editor, sound=None)
        far = timezone.now() + FURTHEST_AHEAD + timedelta(hours=1)
        with pytest.raises(UnableToWrite, match="60 ngày"):
            post(portal, editor, details=BulletinDetails("Bản tin", far))
        assert not BroadcastPage.objects.exists()
        assert not PortalDocument.objects.exists()

    def test_keeps_the_whole_text_below_the_recording(self, portal: Portal, editor: User) -> None:
        details = BulletinDetails("Bản tin", NOON, text="Kính thưa bà con.\n\nNgày mai họp.")
        page = post(portal, editor, details=details, sound=None, submit=False).story
        assert page.body[0].value.source == "<p>Kính thưa bà con.</p><p>Ngày mai họp.</p>"


class TestTheForm:
    def test_takes_a_file_or_a_recording_and_no_hour_far_ahead(self) -> None:
        form = BulletinForm({"aired_at": "2062-11-27T17:00"})
        # With it a phone opens its recorder, and no file can be chosen.
        assert "capture" not in str(form["recording"])
        assert form.errors["aired_at"] == [
            "Giờ phát cách hôm nay quá 60 ngày. Hãy xem lại ngày và năm."
        ]

    def test_sends_what_was_recorded_to_review(self, portal: Portal, editor: User) -> None:
        make_member(portal, Position.HEAD)
        client = desk_client(editor)
        address = reverse("post_bulletin_on", args=[portal.pk])
        page = client.get(address)
        assert "blob:" in page.headers["Content-Security-Policy"]
        sent = {
            "key": str(uuid.uuid4()), "title": "Bản tin", "aired_at": "2026-11-27T17:00",
            "bulletin_class": "ordinary", "language": "vi", "station_name": "Đài xã", "text": "",
            "act": "submit",
        }  # fmt: skip
        wrong = client.post(address, sent | {"title": "Họp dân ngày mai"})
        assert wrong.status_code == 422
        assert shows(wrong, "cần có ít nhất một trong hai")
        assert shows(wrong, 'value="Họp dân ngày mai"')
        refused = client.post(
            address, sent | {"recording": SimpleUploadedFile("a.mp3", b"MZ" + b"\0" * 99)}
        )
        assert refused.status_code == 422
        chosen = SimpleUploadedFile("ghi-am.wav", tone("wav"))
        done = client.post(address, sent | {"recording": chosen})
        found = BroadcastPage.objects.get()
        assert prepare_new_sound(document_id=found.recording_id)
        mp3 = found.sound.files[-1]
        answer = client.get(mp3.path)
        assert answer["Content-Type"] == "audio/mpeg"
        assert len(b"".join(answer.streaming_content)) == mp3.bytes > 1000
        assert done.url == reverse("story_review", args=[found.pk])
        head = desk_client(make_member(portal, Position.DEPUTY))
        heard = f'<audio controls preload="metadata" src="{found.recording.url}"'
        assert shows(head.get(done.url), heard)

    def test_opens_for_members_of_the_board_alone(self, portal: Portal) -> None:
        stranger = desk_client(make_member(make_portal("commune"), Position.HEAD))
        for name in ("post_bulletin_on", "bulletin_sheet"):
            assert stranger.get(reverse(name, args=[portal.pk])).status_code == 404

    def test_prints_the_sheet_for_notice_boards(self, portal: Portal, editor: User) -> None:
        answer = desk_client(editor).get(reverse("bulletin_sheet", args=[portal.pk]))
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")


class TestALateText:
    def test_is_told_to_the_board_after_two_working_days(self, portal: Portal) -> None:
        head = make_member(portal, Position.HEAD)
        other = make_member(make_portal("commune"), Position.HEAD)
        late = make_bulletin(portal, recording=make_recording(portal), title="Muộn")
        make_bulletin(portal, recording=make_recording(portal), title="Vừa đăng")
        make_bulletin(portal, title="Có chữ")
        BroadcastPage.objects.filter(title__in=["Muộn", "Có chữ"]).update(
            first_published_at=timezone.now() - timedelta(days=21)
        )
        assert [one.key for one in in_inbox(head, LateTexts.kind)] == [str(late.pk)]
        assert in_inbox(other, LateTexts.kind) == []

    def test_is_one_line_of_a_few_however_many_there_are(self) -> None:
        calendar = WorkingCalendar(off=frozenset(), worked=frozenset(), hours={})
        reader: Any = SimpleNamespace(now=timezone.now(), calendar=calendar)
        (asked,) = LateTexts().rows(reader, [])
        assert asked.most == MOST_LATE
        portal: Any = SimpleNamespace(pk=5)
        rows = [
            InboxRow(LateTexts.kind, 7, portal, NOON, None, {"title": "Muộn"}),
            InboxRow(LateTexts.kind, 8, portal, NOON, None, {"title": "Muộn"}, stands_for=40),
            InboxRow(LateTexts.kind, 9, portal, reader.now, None, {}, stands_for=2),
        ]
        one, rest = LateTexts().items(reader, rows)
        assert (one.key, rest.key, rest.stands_for) == ("7", "more-5", 40)
        assert rest.title == "Còn 40 bản tin khác có bản ghi nhưng chưa có bản chữ"
