"""The synthetic voice of a bulletin: wanted by its board, marked, following the text, and never aired."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from editorial.broadcasts.captions import follow_the_text
from editorial.broadcasts.models import BroadcastPage
from editorial.enums import RemovalKind
from editorial.models import StoryPage
from editorial.placements.actions import withdraw_story
from editorial.recordings.enums import VoiceState
from editorial.recordings.making import MOST_TRIES
from editorial.recordings.models import Recording, SyntheticVoice
from editorial.recordings.queries import sounds_of
from editorial.recordings.voices import espeak, making
from editorial.recordings.voices.actions import drop_voice, want_voice
from editorial.recordings.voices.faults import EngineFailed
from editorial.recordings.voices.jobs import speak_one, speak_texts
from editorial.recordings.voices.making import due_voices, make_voice
from editorial.recordings.voices.queries import path_of_voice
from editorial.stations.bulletins import own_bulletins
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from tests.editorial.broadcasts.bulletins import make_bulletin, make_sound
from tests.factories import NOON, make_member, make_portal
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal("commune")


@pytest.fixture
def head(portal: Portal) -> User:
    return make_member(portal, Position.HEAD)


@pytest.fixture
def bulletin(portal: Portal) -> BroadcastPage:
    return make_bulletin(portal)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the engine was given to say; it and ffmpeg do nothing."""
    told: list[list[str]] = []

    def prepare(*, folder: str, **_: object) -> SimpleNamespace:
        made = Path(folder) / "made.mp3"
        made.write_bytes(b"mp3-0123456789")
        return SimpleNamespace(mp3=made, seconds=4.0)

    monkeypatch.setattr(espeak, "speak", lambda sentences, **_: told.append(list(sentences)))
    monkeypatch.setattr(making, "prepare_sound", prepare)
    return told


def voice_for(bulletin: StoryPage, head: User) -> SyntheticVoice:
    want_voice(story=bulletin, actor=head, now=NOON)
    assert speak_one(story_id=bulletin.pk)
    return SyntheticVoice.objects.get(pk=bulletin.pk)


def rewrite(bulletin: BroadcastPage, *sentences: str) -> None:
    bulletin.body = [("text", "".join(f"<p>{sentence}</p>" for sentence in sentences))]
    bulletin.save_revision().publish()
    follow_the_text(story=BroadcastPage.objects.get(pk=bulletin.pk), now=timezone.now())


class TestWhoDecides:
    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_not_an_editor(self, portal, bulletin, position) -> None:
        with pytest.raises(NotYourOffice):
            want_voice(story=bulletin, actor=make_member(portal, position), now=NOON)

    def test_not_the_head_of_a_portal_that_shows_it(self, portal, bulletin, head, said) -> None:
        other = make_portal("commune", overseer=make_portal("province"))
        republished(bulletin, other)
        stranger = make_member(other, Position.HEAD)
        with pytest.raises(NotYourOffice):
            want_voice(story=bulletin, actor=stranger, now=NOON)
        voice_for(bulletin, head)
        with pytest.raises(NotYourOffice):
            drop_voice(story=bulletin, actor=stranger, now=NOON)

    @pytest.mark.parametrize(
        "fields", [{"is_public": False}, {"language": "tyz"}, {"body": []}, {"engine": "none"}]
    )
    def test_what_has_no_voice(self, portal, head, settings, fields) -> None:
        settings.PORTALS_VOICE_ENGINE = fields.pop("engine", "espeak-ng")
        if "body" in fields:
            fields["recording"] = make_sound(portal)
        story = make_bulletin(portal, **fields)
        with pytest.raises(Refusal):
            want_voice(story=story, actor=head, now=NOON)
        assert not SyntheticVoice.objects.exists()


class TestMaking:
    def test_says_what_it_is_and_then_the_text_as_it_is_read_out(self, portal, head, said) -> None:
        text = [{"type": "text", "value": "<p>UBND xã họp lúc 7h30. Mời bà con.</p>"}]
        voice = voice_for(make_bulletin(portal, body=text), head)

        ((mark, first, *_rest),) = said
        assert mark == "Giọng đọc tổng hợp."
        assert "Ủy ban nhân dân" in first
        assert "bảy giờ" in first
        assert (voice.state, voice.engine, voice.mp3_bytes) == ("ready", "espeak-ng", 14)

    def test_by_the_engine_itself(self, bulletin, head) -> None:
        """With espeak-ng and ffmpeg, apart and within bounds."""
        voice = voice_for(bulletin, head)
        assert 3 < voice.seconds < 20
        assert voice.mp3.size == voice.mp3_bytes > 10_000

    def test_is_tried_again_and_given_up(self, bulletin, head, said, monkeypatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise EngineFailed

        monkeypatch.setattr(espeak, "speak", fail)
        want_voice(story=bulletin, actor=head, now=NOON)
        voice = SyntheticVoice.objects.get()
        assert not make_voice(voice=voice, now=NOON)
        assert not due_voices(NOON + timedelta(minutes=14)).exists()
        assert due_voices(NOON + timedelta(minutes=15)).exists()

        SyntheticVoice.objects.update(tries=MOST_TRIES, next_try_at=NOON)
        assert speak_texts() == 0
        assert SyntheticVoice.objects.get().state == VoiceState.FAILED

    def test_of_a_text_that_changed_meanwhile_is_not_kept(self, bulletin, head, said) -> None:
        want_voice(story=bulletin, actor=head, now=NOON)
        before = SyntheticVoice.objects.get()
        SyntheticVoice.objects.update(text_hash="khac")
        assert not make_voice(voice=before, now=NOON)
        assert said == []


class TestWhatReadersHear:
    def test_is_marked_wherever_it_stands(self, portal, bulletin, head, said) -> None:
        voice = voice_for(bulletin, head)
        page = BeautifulSoup(visit(portal, bulletin.public_path()).content, "html.parser")
        part = page.select_one(".synthetic-voice")
        assert "Giọng đọc tổng hợp" in part.get_text()
        path = part.select_one("a[download]")["href"]
        assert path == part.select_one("source")["src"] == path_of_voice(voice)

        answer = visit(portal, path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mpeg")
        assert "giong-doc-tong-hop" in answer["Content-Disposition"]

    def test_goes_with_the_text_and_comes_back_with_the_next(
        self, portal, bulletin, head, said
    ) -> None:
        before = voice_for(bulletin, head)
        rewrite(bulletin, "Ngày mai mới tiêm phòng.")
        assert visit(portal, path_of_voice(before)).status_code == 410
        assert b"synthetic-voice" not in visit(portal, bulletin.public_path()).content

        assert speak_one(story_id=bulletin.pk)
        assert said[-1][1:] == ["Ngày mai mới tiêm phòng."]
        assert visit(portal, path_of_voice(before)).status_code == 302
        assert visit(portal, path_of_voice(SyntheticVoice.objects.get())).status_code == 200

    def test_is_never_that_of_another_text_also_where_nothing_followed(
        self, portal, bulletin, head, said
    ) -> None:
        voice = voice_for(bulletin, head)
        StoryPage.objects.filter(pk=bulletin.pk).update(body=[("text", "<p>Khác.</p>")])
        assert visit(portal, path_of_voice(voice)).status_code == 410
        assert b"synthetic-voice" not in visit(portal, bulletin.public_path()).content

    def test_is_gone_after_a_withdrawal_and_where_the_board_drops_it(
        self, portal, bulletin, head, said, django_capture_on_commit_callbacks
    ) -> None:
        voice = voice_for(bulletin, head)
        with django_capture_on_commit_callbacks(execute=True):
            assert drop_voice(story=bulletin, actor=head, now=NOON)
        assert not default_storage.exists(voice.mp3.name)
        assert visit(portal, path_of_voice(voice)).status_code == 410

        voice = voice_for(bulletin, head)
        withdraw_story(
            story=bulletin, kind=RemovalKind.IN_ERROR, reason="Sai.", actor=head, now=timezone.now()
        )
        assert visit(portal, path_of_voice(voice)).status_code == 410

    def test_is_not_found_on_a_portal_that_never_showed_it(
        self, portal, bulletin, head, said
    ) -> None:
        voice = voice_for(bulletin, head)
        other = make_portal("commune", overseer=make_portal("province"))
        assert visit(other, path_of_voice(voice)).status_code == 404


class TestIsNoRecording:
    def test_for_stations_feeds_and_scores(self, portal, bulletin, head, said) -> None:
        """None of them knows it: a bulletin with a voice alone has no sound, no episode and no recording."""
        voice = voice_for(bulletin, head)
        (one,) = own_bulletins([portal.pk], bulletin.aired_at, bulletin.aired_at)
        assert one.recording_id is None
        assert not Recording.objects.exists()
        assert sounds_of([bulletin.pk]) == {}
        feed = visit(portal, "/ban-tin-loa/podcast.xml").content.decode()
        assert path_of_voice(voice) not in feed
        assert "<enclosure" not in feed


class TestTheDesk:
    def test_a_board_has_it_made_and_does_without(
        self, client, portal, bulletin, head, said, settings
    ) -> None:
        client.force_login(head)
        address = reverse("bulletin_voice", args=[portal.pk, bulletin.pk])
        host = {"headers": {"host": settings.PORTALS_ADMIN_HOST}}
        assert client.post(address, {"act": "want"}, **host).status_code == 302
        assert SyntheticVoice.objects.get().wanted_by == head
        assert "đang được tạo" in client.get(address, **host).content.decode()
        client.post(address, {"act": "drop"}, **host)
        assert not SyntheticVoice.objects.exists()
