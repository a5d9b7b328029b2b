"""Sound as stations and phones send it: taken where it is sound and nothing besides."""

from __future__ import annotations

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portals.uploads import DOCUMENTS, UploadRefused
from portals.uploads.budget import UploadBudget
from portals.uploads.examining import refuse_at_a_glance
from portals.uploads.inspecting import refuse_unfit
from portals.uploads.kinds import SOUND_TYPES
from tests.editorial.recordings.sounds import film, sound

MADE = ("mp3", "m4a", "ogg", "opus", "wav", "webm")
# What would be another thing for another reader.
BESIDES = {
    "an archive behind it": b"PK\x05\x06" + bytes(18),
    "a page behind it": b"<script>alert(1)</script>",
    "a null behind it": b"\0",
}


def judge(content: bytes, ending: str) -> None:
    refuse_unfit(io.BytesIO(content), ending, UploadBudget())


class TestWhatIsTaken:
    @pytest.mark.parametrize("ending", MADE)
    def test_sound(self, ending):
        judge(sound(ending), ending)

    def test_either_sound_that_ogg_may_hold_under_each_of_its_names(self):
        for ending in ("ogg", "oga", "opus"):
            judge(sound("ogg"), ending)
            judge(sound("opus"), ending)

    def test_a_form_takes_each_of_them(self):
        assert SOUND_TYPES.keys() <= {*DOCUMENTS.endings}

    def test_a_wav_of_an_odd_number_of_bytes(self):
        data = b"RIFF" + struct.pack("<I", 36 + 3) + b"WAVEfmt " + struct.pack("<I", 16)
        data += (
            struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 3) + b"abc"
        )
        judge(data, "wav")
        judge(data[:4] + struct.pack("<I", 40) + data[8:] + b"\0", "wav")


class TestWhatIsRefused:
    @pytest.mark.parametrize("ending", MADE)
    @pytest.mark.parametrize("other", MADE)
    def test_one_under_the_name_of_another(self, ending, other):
        if SOUND_TYPES[ending] == SOUND_TYPES[other]:
            return
        with pytest.raises(UploadRefused):
            judge(sound(other), ending)

    @pytest.mark.parametrize("ending", ["m4a", "ogg", "wav", "webm"])
    @pytest.mark.parametrize("besides", BESIDES)
    def test_whatever_stands_behind_the_sound(self, ending, besides):
        with pytest.raises(UploadRefused):
            judge(sound(ending) + BESIDES[besides] * 2, ending)

    @pytest.mark.parametrize("ending", ["m4a", "ogg", "wav", "webm"])
    def test_what_ends_too_early(self, ending):
        with pytest.raises(UploadRefused):
            judge(sound(ending)[:-5], ending)

    @pytest.mark.parametrize(("made", "ending"), [("mp4", "m4a"), ("webm", "webm"), ("ogg", "ogg")])
    def test_a_film(self, made, ending):
        with pytest.raises(UploadRefused):
            judge(film(made), ending)

    def test_an_mp4_whose_sound_lies_in_another_file(self):
        content = sound("m4a")
        assert content.count(b"url \0\0\0\1") == 1
        with pytest.raises(UploadRefused):
            judge(content.replace(b"url \0\0\0\1", b"url \0\0\0\0"), "m4a")

    @pytest.mark.parametrize("ending", MADE)
    @pytest.mark.parametrize(
        "content",
        [
            b"#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n",
            b"ffconcat version 1.0\nfile /etc/passwd\n",
            b"<html><script>",
            b"%PDF-1.7\n",
            b"OggS" + bytes(400),
            b"RIFF" + bytes(4) + b"WAVE",
            b"\x1a\x45\xdf\xa3\x81\xff",
            b"\0\0\0\x08ftyp",
        ],
    )
    def test_what_is_no_sound(self, ending, content):
        with pytest.raises(UploadRefused):
            judge(content, ending)

    def test_files_attached_to_a_webm(self):
        content = sound("webm")
        attachment = b"\x19\x41\xa4\x69\x82ab"
        with pytest.raises(UploadRefused):
            judge(content + attachment, "webm")


class TestSize:
    def sent(self, name: str, size: int) -> SimpleUploadedFile:
        file = SimpleUploadedFile(name, sound("wav"))
        file.size = size
        return file

    def test_recordings_have_a_size_of_their_own(self, settings):
        settings.PORTALS_LARGEST_RECORDING = 80
        refuse_at_a_glance(self.sent("a.wav", 80 * 1024 * 1024), DOCUMENTS)
        with pytest.raises(UploadRefused, match=r"80 MB.*MP3"):
            refuse_at_a_glance(self.sent("a.wav", 80 * 1024 * 1024 + 1), DOCUMENTS)

    def test_other_files_do_not(self, settings):
        settings.PORTALS_LARGEST_RECORDING = 80
        with pytest.raises(UploadRefused, match="50 MB"):
            refuse_at_a_glance(self.sent("a.pdf", 50 * 1024 * 1024 + 1), DOCUMENTS)

    def test_the_form_says_both(self, settings):
        settings.PORTALS_LARGEST_RECORDING = 80
        assert "50 MB" in DOCUMENTS.words
        assert "80 MB" in DOCUMENTS.words
