"""What ffmpeg makes of a sound, and what hostile files do not make of ffmpeg."""

from __future__ import annotations

import re
import socket
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from editorial.recordings import preparing
from editorial.recordings.bounded import ProgramBounds, run_bounded
from editorial.recordings.enums import SoundFault
from editorial.recordings.preparing import UnfitSound, prepare_sound
from portals.uploads.apart import MB, Exhausting, Unfinished
from portals.uploads.kinds import CLAIMS

from .sounds import ffmpeg, film, sound, told_of

BOUNDS = ProgramBounds(seconds=20, cpu_seconds=5)


def prepared(folder: Path, content: bytes, ending: str):
    name = f"given.{CLAIMS[ending]}"
    (folder / name).write_bytes(content)
    return prepare_sound(program=ffmpeg(), folder=str(folder), name=name, ending=ending)


def refused(folder: Path, content: bytes, ending: str) -> SoundFault:
    with pytest.raises(UnfitSound) as found:
        prepared(folder, content, ending)
    return found.value.fault


class TestWhatIsMade:
    def test_of_a_quiet_tone(self, tmp_path):
        made = prepared(tmp_path, sound("wav", seconds=3), "wav")

        assert made.seconds == pytest.approx(3, abs=0.05)
        assert made.loudness_before < -25
        assert made.loudness_after == pytest.approx(-16, abs=0.5)
        assert len(made.peaks) == 200
        assert 80 < max(made.peaks) <= 100
        mp3, opus = made.mp3.read_bytes(), made.opus.read_bytes()
        # By another measure than the one that set it.
        measured = told_of(mp3, "mp3", "-af", "ebur128")
        assert re.search(r"Audio: mp3.*44100 Hz, mono.*64 kb/s", measured)
        loudness = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", measured)[-1])
        assert loudness == pytest.approx(-16, abs=1)
        assert re.search(r"Audio: opus.*48000 Hz, mono", told_of(opus, "ogg"))
        assert len(opus) < len(mp3) < len(sound("wav", seconds=3))

    @pytest.mark.parametrize("ending", ["mp3", "m4a", "ogg", "opus", "webm"])
    def test_of_each_form_that_people_send(self, tmp_path, ending):
        assert prepared(tmp_path, sound(ending), ending).seconds == pytest.approx(1, abs=0.1)

    def test_without_what_was_written_into_the_file(self, tmp_path):
        tagged = b"ID3\x04\0\0\0\0\0\x19TIT2\0\0\0\x0f\0\0\x03Nguyen Van An " + sound("mp3")
        assert b"Nguyen" in tagged
        made = prepared(tmp_path, tagged, "mp3")
        assert b"Nguyen" not in made.mp3.read_bytes() + made.opus.read_bytes()

    def test_the_same_of_the_same(self, tmp_path):
        one, two = tmp_path / "one", tmp_path / "two"
        one.mkdir()
        two.mkdir()
        made = [prepared(folder, sound("wav"), "wav") for folder in (one, two)]
        assert made[0].mp3.read_bytes() == made[1].mp3.read_bytes()
        assert made[0].peaks == made[1].peaks


class TestWhatIsUnfit:
    def test_silence(self, tmp_path):
        quiet = sound("wav", source="anullsrc=d={seconds}")
        assert refused(tmp_path, quiet, "wav") == SoundFault.SILENT

    def test_what_is_longer_than_it_may_be(self, tmp_path, monkeypatch):
        monkeypatch.setattr(preparing, "LONGEST_SECONDS", 2)
        assert refused(tmp_path, sound("wav", seconds=4), "wav") == SoundFault.TOO_LONG

    def test_what_has_no_sound(self, tmp_path):
        assert refused(tmp_path, sound("m4a")[:200], "m4a") == SoundFault.DAMAGED
        assert refused(tmp_path, bytes(5000), "mp3") == SoundFault.DAMAGED

    def test_only_the_sound_of_a_film_is_read(self, tmp_path):
        assert prepared(tmp_path, film("mp4"), "mp4").seconds == pytest.approx(0.5, abs=0.1)


class TestHostileFiles:
    """Each names another file or host in a way of which some reader of ffmpeg's takes notice."""

    @pytest.fixture
    def called(self):
        """A server of this machine, and who came to it."""
        came: list[bytes] = []
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(20)

            def listen() -> None:
                try:
                    came.append(server.accept()[0].recv(100))
                except OSError:
                    return

            threading.Thread(target=listen, daemon=True).start()
            yield server.getsockname()[1], came

    @pytest.mark.parametrize("ending", ["mp3", "m4a", "ogg", "wav", "webm"])
    @pytest.mark.parametrize(
        "content",
        [
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile '{url}'\nfile '{secret}'\n",
            "<?xml version='1.0'?><MPD><Period><BaseURL>{url}</BaseURL></Period></MPD>",
            "v=0\nm=audio 9 RTP/AVP 0\nc=IN IP4 127.0.0.1\na=control:{url}\n",
        ],
    )
    def test_a_list_of_others(self, tmp_path, called, ending, content):
        port, came = called
        secret = tmp_path / "secret.wav"
        secret.write_bytes(sound("wav"))
        text = content.format(url=f"http://127.0.0.1:{port}/a.mp3", secret=secret)
        assert refused(tmp_path, text.encode(), ending) == SoundFault.DAMAGED
        assert came == []

    def test_a_film_whose_sound_lies_elsewhere(self, tmp_path):
        content = sound("m4a").replace(b"url \0\0\0\1", b"url \0\0\0\0")
        (tmp_path / "given.mp4").write_bytes(content)
        # It is examined and refused before; here it is read as if it were whole_band, and no other file is opened.
        assert prepared(tmp_path, content, "m4a").seconds == pytest.approx(1, abs=0.1)

    def test_one_that_takes_more_of_the_processor_than_any_may(self, tmp_path, monkeypatch):
        minutes = sound("mp3", seconds=300, source="anullsrc=d={seconds}:r=8000")
        assert len(minutes) < MB
        monkeypatch.setattr(preparing, "BOUNDS", replace(preparing.BOUNDS, cpu_seconds=1))
        with pytest.raises(Exhausting):
            prepared(tmp_path, minutes, "mp3")

    def test_one_that_writes_more_than_any_may(self, tmp_path, monkeypatch):
        monkeypatch.setattr(preparing, "BOUNDS", replace(preparing.BOUNDS, largest_file=1000))
        with pytest.raises((Exhausting, UnfitSound)):
            prepared(tmp_path, sound("wav", seconds=3), "wav")


class TestAProgramApart:
    def run(self, code: str, tmp_path: Path, **bounds: float):
        command = [sys.executable, "-I", "-S", "-c", code]
        return run_bounded(command, folder=str(tmp_path), bounds=replace(BOUNDS, **bounds))

    def test_has_no_environment_and_its_own_folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "x" * 50)
        end = self.run("import os; print(sorted(os.environ), os.getcwd())", tmp_path)
        assert "SECRET_KEY" not in end.told
        assert str(tmp_path) in end.told

    def test_is_ended_by_the_clock_with_all_that_it_started(self, tmp_path):
        with pytest.raises(Unfinished) as ended:
            self.run("import time; time.sleep(30)", tmp_path, seconds=0.3)
        assert not isinstance(ended.value, Exhausting)

    def test_is_ended_where_it_takes_too_much_of_the_processor(self, tmp_path):
        with pytest.raises(Exhausting):
            self.run("while True: pass", tmp_path, cpu_seconds=1)

    def test_has_no_more_memory_than_it_may(self, tmp_path):
        end = self.run("bytearray(300 << 20)", tmp_path, memory=200 * MB)
        assert end.code != 0
        assert "MemoryError" in end.complained
