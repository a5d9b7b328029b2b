"""A recording from its upload to what visitors hear and read, and to its end."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rq.timeouts import JobTimeoutException

from editorial.enums import RemovalKind
from editorial.models import PortalDocument, StoryPage
from editorial.placements.actions import withdraw_story
from editorial.recordings import jobs, making
from editorial.recordings.captioning import captions_wanted
from editorial.recordings.captions import due_captions, make_captions
from editorial.recordings.checks import CHECKS, failed_count, missing_tools
from editorial.recordings.enums import CaptionState, SoundFault, SoundState
from editorial.recordings.jobs import (
    caption_sound,
    no_hurry,
    note_old_sounds,
    nudge,
    prepare_new_sound,
    prepare_sounds,
)
from editorial.recordings.making import (
    MOST_TRIES,
    due_recordings,
    give_up_recordings,
    make_sound,
    next_recording,
    prepare_anew,
)
from editorial.recordings.models import Captions, Recording
from editorial.recordings.originals import leave_originals
from editorial.recordings.queries import sounds_of
from portals.boards.enums import Position
from portals.models import Portal
from portals.operations.checking import ask_checks
from portals.uploads.apart import Exhausting, Unfinished
from portals.uploads.states import Examination
from tests.factories import make_document, make_member, make_portal, make_story, published_story
from tests.support.visiting import republished, visit

from .conftest import OTHERS, SENTENCES
from .sounds import sound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


@pytest.fixture
def document(portal: Portal) -> PortalDocument:
    return make_document(portal, content=sound("wav"), name="Bản tin sáng 5.11.wav")


def recording_of(document: PortalDocument) -> Recording:
    return Recording.objects.select_related("document").get(document=document)


def ready(document: PortalDocument, **values: Any) -> Recording:
    """A recording as the job leaves it, without ffmpeg."""
    recording = recording_of(document)
    recording.mp3.save("sound.mp3", make_content(b"mp3-0123456789"), save=False)
    recording.opus.save("sound.ogg", make_content(b"ogg"), save=False)
    given = {
        "state": SoundState.READY, "seconds": 12.0, "made_at": timezone.now(), "mp3_bytes": 14,
        "opus_bytes": 3, "peaks": bytes([0, 50, 100]), "mp3": recording.mp3.name,
        "opus": recording.opus.name, **values,
    }  # fmt: skip
    Recording.objects.filter(pk=recording.pk).update(**given)
    return recording_of(document)


def make_content(content: bytes, name: str | None = None) -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(content, name=name)


def captioned(recording: Recording, story: StoryPage) -> Captions:
    return Captions.objects.create(
        recording=recording, story=story, language="vi", text_hash="x", state=CaptionState.READY,
        text=[{"text": "Mở đầu", "is_heading": True}, {"text": "Một. Hai.", "is_heading": False}],
        cues=[[0, 900, "Mở đầu", 0], [1000, 2000, "Một <b>.", 1], [2000, 3500, "Hai.", 1]],
        asked_at=timezone.now(), made_at=timezone.now(),
    )  # fmt: skip


def of(document: PortalDocument) -> list[tuple[str, Any]]:
    return [("file", {"document": document, "title": "Nghe"})]


def text_of(*sentences: str) -> list[tuple[str, Any]]:
    return [("text", "".join(f"<p>{sentence}</p>" for sentence in sentences))]


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)


class TestFromTheUpload:
    def test_to_what_is_heard_with_its_captions(self, portal, read_out_wav, read_out):
        document = make_document(portal, content=read_out_wav, name="sang.wav")
        page = published_story(portal, body=[*text_of(*SENTENCES), *of(document)])
        captions_wanted(page, document=document, now=timezone.now())

        assert prepare_new_sound(document_id=document.pk)
        assert caption_sound(document_id=document.pk)

        heard = sounds_of([document.pk])[document.pk]
        assert heard.state == SoundState.READY
        assert [file.mime for file in heard.files] == ["audio/ogg; codecs=opus", "audio/mpeg"]
        assert heard.seconds == pytest.approx(len(read_out[0]) / read_out[1], abs=0.1)
        assert [cue.text for cue in heard.captions] == list(SENTENCES)
        assert [cue.paragraph for cue in heard.captions] == [0, 1, 2, 3]
        errors = [
            abs(cue.start_ms / 1000 - at)
            for cue, at in zip(heard.captions, read_out[2], strict=True)
        ]
        assert max(errors) < 0.5
        for file in heard.files:
            response = visit(portal, file.path)
            assert (response.status_code, len(body(response))) == (200, file.bytes)
        assert visit(portal, heard.vtt_path)["Content-Type"] == "text/vtt; charset=utf-8"
        # Another text, which is not what is spoken.
        page.body = text_of(*OTHERS)
        page.save()
        assert (
            captions_wanted(page, document=document, now=timezone.now()).state
            == CaptionState.WAITING
        )
        assert sounds_of([document.pk])[document.pk].captions == ()
        assert prepare_sounds() == 1
        heard = sounds_of([document.pk])[document.pk]
        assert (heard.caption_state, heard.captions, heard.vtt_path) == (
            CaptionState.MISMATCH,
            (),
            None,
        )

    def test_waits_and_is_heard_as_it_came_meanwhile(self, document):
        heard = sounds_of([document.pk])[document.pk]
        assert heard.state == SoundState.WAITING
        assert [(file.mime, file.path) for file in heard.files] == [("audio/wav", document.url)]
        assert (heard.captions, heard.vtt_path, heard.picture_path) == ((), None, None)

    def test_without_tools_is_heard_as_it_came_until_there_are_some(self, document, settings):
        settings.PORTALS_FFMPEG = settings.PORTALS_SPEECH = "none"
        prepare_sounds()
        heard = sounds_of([document.pk])[document.pk]
        assert heard.state == SoundState.AS_IT_CAME
        assert [file.path for file in heard.files] == [document.url]
        assert list(missing_tools()) == []

        settings.PORTALS_FFMPEG = ""
        assert prepare_sounds() == 1
        assert recording_of(document).state == SoundState.READY

    def test_the_operator_is_told_of_tools_that_are_missing(self, monkeypatch):
        monkeypatch.setattr("editorial.recordings.checks.ffmpeg", lambda: None)
        monkeypatch.setattr("editorial.recordings.checks.speech", lambda: None)
        assert [told.split(":")[0] for told in missing_tools()] == ["ffmpeg", "espeak-ng"]

    def test_the_operator_is_told_of_what_waits_for_hours(self, document):
        recording, now = recording_of(document), timezone.now()
        (prepared,) = (one for one in CHECKS if one.name == "recordings.prepared")
        is_good = []
        for minutes in (119, 121):
            Recording.objects.filter(pk=recording.pk).update(
                seen_at=now - timedelta(minutes=minutes)
            )
            is_good += [one.is_good for one in ask_checks(now=now, checks=[prepared])]

        assert is_good == [True, False]

    def test_is_noted_of_sound_alone(self, portal, document):
        make_document(portal, name="a.pdf")
        assert [one.pk for one in Recording.objects.all()] == [document.pk]
        assert sounds_of([document.pk, 10**9]).keys() == {document.pk}

    def test_what_came_before_is_noted_by_a_round(self, document):
        Recording.objects.all().delete()
        assert note_old_sounds() == 1
        assert note_old_sounds() == 0
        assert recording_of(document).state == SoundState.WAITING

    def test_what_was_replaced_begins_again(self, portal, document):
        page = published_story(portal, body=of(document))
        captioned(ready(document), page)
        before = recording_of(document)
        document.file = make_content(b"x", "moi.wav")
        document.save()
        assert sounds_of([document.pk]) == {}
        assert note_old_sounds() == 1
        assert note_old_sounds() == 0
        after = recording_of(document)
        assert (after.state, after.mp3.name, after.made_at) == (SoundState.WAITING, "", None)
        assert Captions.objects.get().state == CaptionState.WAITING
        # A worker that began with the former file settles nothing.
        assert not making._settle(before, timezone.now(), {"state": SoundState.AS_IT_CAME})

    def test_what_is_not_examined_waits(self, document):
        PortalDocument.objects.update(examination=Examination.EXAMINING)
        assert not due_recordings(timezone.now()).exists()
        assert sounds_of([document.pk]) == {}

    def test_many_cost_one_query(self, portal, document, django_assert_num_queries):
        others = [make_document(portal, content=b"x", name=f"{n}.mp3") for n in range(3)]
        with django_assert_num_queries(1):
            found = sounds_of([document.pk, *(one.pk for one in others)])
        assert len(found) == 4


class TestTurns:
    @pytest.fixture
    def made(self, monkeypatch):
        """What was prepared, in order, each by a moment's work."""
        order: list[int] = []

        def make(*, recording: Recording, now: Any) -> bool:
            order.append(recording.pk)
            failed = {"state": SoundState.FAILED, "fault": SoundFault.DAMAGED, "made_at": now}
            return bool(Recording.objects.filter(pk=recording.pk).update(**failed))

        monkeypatch.setattr(jobs, "make_sound", make)
        return order

    def test_an_archive_keeps_no_board_waiting(self, portal, document, made):
        commune = make_portal("commune", name="Xã Khác")
        archive = [make_document(commune, content=b"x", name=f"{n}.mp3").pk for n in range(4)]
        assert prepare_new_sound(document_id=archive[-1])
        # Older than all of the archive, and then one more, while three of it wait.
        assert prepare_new_sound(document_id=document.pk)
        again = make_document(portal, content=b"x", name="b.mp3").pk
        assert prepare_new_sound(document_id=again)
        assert made == [archive[3], document.pk, archive[2], again]
        assert next_recording(timezone.now()).pk == archive[1]
        assert prepare_sounds() == 2
        assert made[4:] == [archive[1], archive[0]]

    def test_captions_are_a_job_of_their_own(self, portal, document, monkeypatch):
        page = published_story(portal, body=[*text_of("Một."), *of(document)])
        captions_wanted(page, document=document, now=timezone.now())
        monkeypatch.setattr(jobs, "make_sound", lambda **_told: bool(ready(document)))
        asked, made = Mock(), Mock()
        monkeypatch.setattr(jobs, "nudge_captions", asked)
        monkeypatch.setattr(jobs, "make_captions", made)
        assert prepare_new_sound(document_id=document.pk)
        asked.assert_called_once_with(document.pk)
        made.assert_not_called()

    def test_nothing_is_asked_for_where_nobody_hurries(self, monkeypatch):
        queue = Mock()
        monkeypatch.setattr(jobs, "django_rq", SimpleNamespace(get_queue=lambda _name: queue))
        with no_hurry():
            nudge(1)
        queue.enqueue.assert_not_called()
        nudge(2)
        queue.enqueue.assert_called_once_with(prepare_new_sound, document_id=2)

    def test_a_round_that_the_queue_ends_is_over(self, document, monkeypatch):
        ended = Mock(side_effect=JobTimeoutException)
        monkeypatch.setattr(jobs, "make_sound", ended)
        with pytest.raises(JobTimeoutException):
            prepare_sounds()


class TestTries:
    @pytest.fixture
    def ends(self, monkeypatch):
        def set_end(error: Exception) -> None:
            def fails(**_told: Any) -> None:
                raise error

            monkeypatch.setattr(making, "prepare_sound", fails)

        return set_end

    def test_what_could_not_be_done_now_is_tried_again_later_each_time(self, document, ends):
        ends(Unfinished())
        now = timezone.now()
        for number in range(MOST_TRIES):
            recording = recording_of(document)
            assert not make_sound(recording=recording, now=now)
            recording = recording_of(document)
            assert (recording.tries, recording.state) == (number + 1, SoundState.WORKING)
            wait = making.FIRST_WAIT * 2**number
            assert not due_recordings(now + wait - timedelta(seconds=1)).exists()
            now += wait
        assert not due_recordings(now).exists()
        assert give_up_recordings(now=now - timedelta(seconds=1)) == 0
        assert give_up_recordings(now=now) == 1
        assert recording_of(document).fault == SoundFault.GIVEN_UP
        assert failed_count() == 1
        assert prepare_anew() == 1
        assert due_recordings(now).get() == recording_of(document)

    def test_what_takes_too_much_is_not(self, document, ends):
        ends(Exhausting())
        assert make_sound(recording=recording_of(document), now=timezone.now())
        assert recording_of(document).fault == SoundFault.TOO_MUCH
        assert failed_count() == 0

    def test_what_only_preparing_failed_on_is_heard_as_it_came(self, document):
        heard = {}
        for fault in SoundFault:
            Recording.objects.update(state=SoundState.FAILED, fault=fault)
            found = sounds_of([document.pk])[document.pk]
            heard[fault] = [file.path for file in found.files]
            assert found.fault
        kept = {SoundFault.GIVEN_UP, SoundFault.TOO_MUCH, SoundFault.TOO_LONG}
        assert heard == {fault: [document.url] if fault in kept else [] for fault in SoundFault}

    def test_a_file_that_is_lost_is_said_so(self, document):
        default_storage.delete(document.file.name)
        assert make_sound(recording=recording_of(document), now=timezone.now())
        assert recording_of(document).fault == SoundFault.LOST

    def test_two_workers_make_one(self, document):
        one, two = recording_of(document), recording_of(document)
        assert make_sound(recording=one, now=timezone.now())
        assert not make_sound(recording=two, now=timezone.now())
        assert len(stored("recordings")) == 2

    def test_what_was_made_goes_with_its_file(self, document, django_capture_on_commit_callbacks):
        ready(document)
        assert len(stored("recordings")) == 2
        with django_capture_on_commit_callbacks(execute=True):
            document.delete()
        assert stored("recordings") == []


def stored(folder: str) -> list[str]:
    found, folders = [], [folder]
    while folders:
        at = folders.pop()
        if not default_storage.exists(at):
            continue
        inner, files = default_storage.listdir(at)
        found += [f"{at}/{name}" for name in files]
        folders += [f"{at}/{name}" for name in inner]
    return found


class TestServing:
    @pytest.fixture
    def story(self, portal, document):
        return published_story(portal, body=of(document))

    def test_parts_of_it(self, portal, document, story):
        ready(document)
        path = sounds_of([document.pk])[document.pk].files[-1].path
        assert path == f"/am-thanh/{document.pk}/ban-tin-sang-511.mp3"

        whole = visit(portal, path)
        assert (whole.status_code, body(whole)) == (200, b"mp3-0123456789")
        assert whole["Content-Type"] == "audio/mpeg"
        assert whole["Accept-Ranges"] == "bytes"
        part = visit(portal, path, HTTP_RANGE="bytes=4-6")
        assert (part.status_code, body(part)) == (206, b"012")
        assert part["Content-Range"] == "bytes 4-6/14"
        assert visit(portal, path, HTTP_RANGE="bytes=14-").status_code == 416
        assert visit(portal, path, HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304

    def test_captions_chapters_and_the_picture(self, portal, document, story):
        captioned(ready(document), story)
        heard = sounds_of([document.pk])[document.pk]

        vtt = body(visit(portal, heard.vtt_path)).decode()
        assert vtt.startswith("WEBVTT\n\n1\n00:00:00.000 --> 00:00:00.900\nMở đầu\n\n2\n")
        assert "Một &lt;b&gt;." in vtt
        chapters = body(visit(portal, heard.chapters_path)).decode()
        assert "00:00:00.000 --> 00:00:03.500\nMở đầu" in chapters
        told = json.loads(body(visit(portal, heard.podcast_chapters_path)))
        assert told == {
            "version": "1.2.0",
            "chapters": [{"startTime": 0.0, "endTime": 3.5, "title": "Mở đầu"}],
        }
        picture = visit(portal, heard.picture_path)
        assert picture["Content-Type"] == "image/svg+xml"
        assert b"<title>" in body(picture)
        assert b"style" not in body(visit(portal, heard.picture_path))

    def test_nothing_before_a_text_is_public_or_on_another_portal(self, portal, document):
        ready(document)
        path = sounds_of([document.pk])[document.pk].files[-1].path
        make_story(portal, body=of(document))
        assert visit(portal, path).status_code == 404
        other = make_portal("commune", name="Xã Khác")
        published_story(portal, body=of(document))
        assert visit(portal, path).status_code == 200
        assert visit(other, path).status_code == 404

    def test_all_of_it_is_gone_with_the_text(self, portal, document, story):
        head = make_member(portal, Position.HEAD)
        captioned(ready(document), story)
        heard = sounds_of([document.pk])[document.pk]
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai giờ.",
            actor=head,
            now=timezone.now(),
        )
        paths = [file.path for file in heard.files] + [
            heard.vtt_path,
            heard.chapters_path,
            heard.picture_path,
        ]
        assert {visit(portal, path).status_code for path in paths} == {410}

    def test_a_text_is_gone_with_its_own_page_though_another_uses_the_sound(
        self, portal, document, story
    ):
        other = published_story(portal, body=[*text_of("Còn đứng đây."), *of(document)])
        captioned(ready(document), story)
        heard = sounds_of([document.pk])[document.pk]
        written = [heard.vtt_path, heard.chapters_path, heard.podcast_chapters_path]
        assert captions_wanted(other, document=document, now=timezone.now()) is None
        assert {visit(portal, path).status_code for path in written} == {200}
        elsewhere = make_portal("commune", name="Xã Khác")
        republished(other, elsewhere)
        assert visit(elsewhere, heard.vtt_path).status_code == 410

        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai giờ.",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        assert {visit(portal, path).status_code for path in written} == {410}
        assert visit(portal, heard.files[-1].path).status_code == 200
        taken = captions_wanted(other, document=document, now=timezone.now())
        assert (taken.story_id, taken.text[0]["text"]) == (other.pk, "Còn đứng đây.")

    def test_a_former_name_leads_to_this_one(self, portal, document, story):
        ready(document)
        response = visit(portal, f"/am-thanh/{document.pk}/ten-cu.mp3")
        assert response.status_code == 301
        assert response["Location"] == sounds_of([document.pk])[document.pk].files[-1].path
        for name in ("a.exe", "a", ".mp4", "ban-tin-sang-511.vtt"):
            assert visit(portal, f"/am-thanh/{document.pk}/{name}").status_code == 404

    def test_a_long_name_and_one_without_words(self, portal):
        for name in ("Bản tin " * 30 + ".mp3", "---.mp3"):
            document = make_document(portal, content=b"x", name=name)
            published_story(portal, body=of(document))
            ready(document)
            path = sounds_of([document.pk])[document.pk].files[-1].path
            assert len(path) < 130
            assert visit(portal, path).status_code == 200

    def test_queries_are_few(self, portal, document, story):
        captioned(ready(document), story)
        path = sounds_of([document.pk])[document.pk].vtt_path
        visit(portal, path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            visit(portal, path)
        assert len(asked) <= 4


class TestCaptionsWanted:
    def ask(self, page, document):
        return captions_wanted(page, document=document, now=timezone.now())

    def test_once_for_the_same_text(self, portal, document):
        page = make_story(portal, body=text_of("Một câu."))
        first = self.ask(page, document)
        Captions.objects.update(state=CaptionState.FAILED, made_at=timezone.now())
        assert self.ask(page, document).state == CaptionState.FAILED
        page.body = text_of("Câu khác.")
        assert self.ask(page, document).state == CaptionState.WAITING
        assert Captions.objects.get().text_hash != first.text_hash

    def test_never_of_the_draft_of_a_public_text(self, portal, document):
        page = published_story(portal, body=text_of("Đã công bố."))
        page.body = text_of("Còn là nháp.")
        assert self.ask(page, document).text[0]["text"] == "Đã công bố."

    def test_not_of_another_text_while_the_first_is_there(self, portal, document):
        page, other = (
            make_story(portal, body=text_of("Một.")),
            make_story(portal, body=text_of("Hai.")),
        )
        self.ask(page, document)
        assert self.ask(other, document) is None
        page.delete()
        assert self.ask(other, document).story_id == other.pk

    def test_none_without_a_text_or_a_sound(self, portal, document):
        page = make_story(portal, body=text_of("Một."))
        assert self.ask(page, make_document(portal, name="a.pdf")) is None
        self.ask(page, document)
        page.body = []
        assert self.ask(page, document) is None
        assert not Captions.objects.exists()

    def test_none_in_a_language_without_a_voice(self, portal, document):
        ready(document)
        captions = self.ask(make_story(portal, body=text_of("Một.")), document)
        Captions.objects.update(language="tay")
        captions = due_captions(timezone.now()).get()
        assert make_captions(captions=captions, now=timezone.now())
        assert Captions.objects.get().state == CaptionState.NOT_MADE

    def test_a_text_that_changed_meanwhile_is_not_overwritten(self, portal, document, monkeypatch):
        ready(document)
        page = make_story(portal, body=text_of("Một."))
        self.ask(page, document)
        captions = due_captions(timezone.now()).get()

        def found(*_told: Any) -> dict[str, Any]:
            page.body = text_of("Hai.")
            self.ask(page, document)
            return {
                "sounding": [0],
                "alignment": {"is_match": True, "likeness": 0.5, "times": [[0, 900]]},
            }

        monkeypatch.setattr("editorial.recordings.captions._found", found)
        assert not make_captions(captions=captions, now=timezone.now())
        assert Captions.objects.get().state == CaptionState.WAITING


class TestOriginals:
    @pytest.fixture
    def old(self, portal, document, settings):
        settings.PORTALS_ORIGINAL_RECORDING_MONTHS = 6
        story = published_story(portal, body=of(document))
        then = timezone.now() - timedelta(days=183)
        StoryPage.objects.filter(pk=story.pk).update(first_published_at=then)
        ready(document, made_at=then)
        return document

    def left(self) -> int:
        return leave_originals(limit=9, now=timezone.now())

    def test_go_after_their_months_and_lead_to_what_is_heard(
        self, portal, old, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            assert self.left() == 1
        assert not default_storage.exists(old.file.name)
        response = visit(portal, old.url)
        assert (response.status_code, response["Location"]) == (
            302,
            sounds_of([old.pk])[old.pk].files[-1].path,
        )
        assert visit(portal, response["Location"]).status_code == 200
        assert self.left() == 0

    def test_stay_until_then(self, old):
        young = timezone.now() - timedelta(days=182)
        StoryPage.objects.update(first_published_at=young)
        assert self.left() == 0

    def test_stay_where_the_install_keeps_them(self, old, settings):
        settings.PORTALS_ORIGINAL_RECORDING_MONTHS = 0
        assert self.left() == 0

    def test_stay_while_nothing_else_is_there(self, old):
        Recording.objects.update(state=SoundState.WAITING, made_at=None)
        assert self.left() == 0

    def test_stay_where_they_are_as_small(self, portal, old):
        PortalDocument.objects.filter(pk=old.pk).update(file="documents/a/b.mp3")
        assert self.left() == 0
