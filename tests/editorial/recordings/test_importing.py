"""A station's folder of old recordings: names are read, all is checked, and all of it comes in or nothing."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.timezone import localtime

from editorial.broadcasts.inbox import LateTexts
from editorial.broadcasts.models import BroadcastPage
from editorial.broadcasts.playing import missing_text
from editorial.models import PortalDocument, PublishedFile
from editorial.recordings import jobs
from editorial.recordings.importing.names import UndatedName, airing_named
from editorial.recordings.models import Captions, Recording
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_portal
from tests.support.inboxes import in_inbox

from .sounds import sound


def read(stem: str, year: int | None = None) -> str:
    return f"{localtime(airing_named(stem, year=year, hour=time(5, 30)).at):%Y-%m-%d %H:%M}"


class TestNames:
    @pytest.mark.parametrize(
        ("stem", "at"),
        [
            ("2024-11-05 sang", "2024-11-05 05:30"),
            ("20241105_chieu", "2024-11-05 17:00"),
            ("Bản tin 05.11.2024", "2024-11-05 05:30"),
            ("Bản tin trưa ngày 5-11-2024", "2024-11-05 11:00"),
            ("BT tối 5_11_2024", "2024-11-05 18:30"),
            ("ban tin ngay 5-11", "2023-11-05 05:30"),
            ("6h15 05.11.2024", "2024-11-05 06:15"),
            ("2024-11-05 17g00 sáng", "2024-11-05 17:00"),
            ("Số 12 - 2024-11-05", "2024-11-05 05:30"),
        ],
    )
    def test_that_stations_give(self, stem, at):
        assert read(stem, year=2023) == at

    @pytest.mark.parametrize(
        "stem", ["ban tin", "32.11.2024", "2024-13-05", "30.02.2024", "2024-11-05 25h00", "12"]
    )
    def test_without_a_day_that_there_is(self, stem):
        with pytest.raises(UndatedName):
            read(stem, year=2024)

    def test_without_a_year_where_none_is_given(self):
        with pytest.raises(UndatedName, match="--year"):
            read("ban tin ngay 5-11")


@pytest.mark.django_db
class TestAFolder:
    @pytest.fixture
    def portal(self, settings: object, tmp_path: Path) -> Portal:
        settings.MEDIA_ROOT = tmp_path / "media"
        return make_portal("commune", name="Xã Hữu Cầu")

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "luu tru"
        (folder / "2024").mkdir(parents=True)
        (folder / "2024" / "2024-11-05 sang.mp3").write_bytes(sound("mp3"))
        (folder / "Bản tin chiều 05.11.2024.wav").write_bytes(sound("wav"))
        (folder / "Bản tin chiều 05.11.2024.TXT").write_text("Mở đầu.\n\nTin một & hai.")
        return folder

    def bring(self, portal: Portal, folder: Path, *options: str) -> None:
        call_command("import_recordings", portal.code, str(folder), *options)

    def test_is_only_looked_at_at_first(self, portal, folder, capsys):
        self.bring(portal, folder)
        told = capsys.readouterr().out
        assert "✓ 2024-11-05 sang.mp3: 05/11/2024 05:30" in told
        assert not PortalDocument.objects.exists()

    def test_comes_in_as_bulletins_of_their_own_day(self, portal, folder, monkeypatch):
        asked = Mock()
        monkeypatch.setattr(jobs, "django_rq", asked)
        self.bring(portal, folder, "--write")

        first, second = BroadcastPage.objects.order_by("aired_at")
        assert localtime(first.aired_at).isoformat() == "2024-11-05T05:30:00+07:00"
        assert first.first_published_at == first.aired_at
        assert second.title == "Bản tin truyền thanh chiều 05/11/2024"
        assert second.body[0].value.source == "<p>Mở đầu.</p><p>Tin một &amp; hai.</p>"
        assert (len(first.body), first.recording.collection) == (0, portal.collection)
        assert Recording.objects.count() == PublishedFile.objects.count() == 2
        # Hundreds of jobs would keep others waiting: the rounds do it.
        asked.get_queue.assert_not_called()
        captions = Captions.objects.get()
        assert (captions.story_id, captions.recording_id) == (second.pk, second.recording_id)
        assert [one["text"] for one in captions.text] == ["Mở đầu.", "Tin một & hai."]
        # Nobody asks for the texts of an archive.
        assert missing_text(first, timezone.now()) is None
        assert in_inbox(make_member(portal, Position.HEAD), LateTexts.kind) == []

    def test_twice_is_refused(self, portal, folder):
        self.bring(portal, folder, "--write")
        with pytest.raises(CommandError, match="Trùng với"):
            self.bring(portal, folder, "--write")
        assert BroadcastPage.objects.count() == 2

    def test_with_faults_changes_nothing_and_names_each(self, portal, folder, capsys):
        (folder / "khong ngay.mp3").write_bytes(sound("mp3"))
        (folder / "2024-11-06.mp3").write_bytes(b"<html>")
        (folder / "2024-11-07.jpg").write_bytes(b"x")
        (folder / "2024-11-05 sang bis.wav").write_bytes(sound("wav", seconds=0.5))
        (folder / f"{timezone.now().year + 1}-01-01.wav").write_bytes(sound("wav", seconds=0.6))
        (folder / "2024-11-08.mp3").symlink_to("/etc/passwd")
        with pytest.raises(CommandError):
            self.bring(portal, folder, "--write")
        told = capsys.readouterr().out
        assert told.count("✗") == 6
        assert not PortalDocument.objects.exists()

    def test_that_the_import_refuses_leaves_no_file(self, portal, folder, settings, monkeypatch):
        monkeypatch.setattr(
            "editorial.recordings.importing.actions.import_stories", lambda **_told: 1 / 0
        )
        with pytest.raises(ZeroDivisionError):
            self.bring(portal, folder, "--write")
        assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
        assert not PortalDocument.objects.exists()

    def test_of_an_unknown_portal_or_folder_is_said_so(self, portal, folder):
        with pytest.raises(CommandError, match="Không có cổng"):
            call_command("import_recordings", "khong-co", str(folder))
        with pytest.raises(CommandError, match="không phải thư mục"):
            self.bring(portal, folder / "khong-co")
