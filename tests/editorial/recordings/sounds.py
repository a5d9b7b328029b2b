"""Short sounds in every form that people send, made once for a run."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import imageio_ffmpeg

TONE = "sine=440:duration={seconds},volume=-26dB"
FORMS: dict[str, Sequence[str]] = {
    "mp3": ("-c:a", "libmp3lame"),
    "m4a": ("-c:a", "aac", "-f", "ipod"),
    "mp4": ("-c:a", "aac"),
    "ogg": ("-c:a", "libvorbis"),
    "opus": ("-c:a", "libopus", "-f", "ogg"),
    "wav": ("-c:a", "pcm_s16le"),
    # As browsers write it: neither the whole nor its clusters say how long they are.
    "webm": ("-c:a", "libopus", "-live", "1"),
}


def ffmpeg() -> str:
    return str(imageio_ffmpeg.get_ffmpeg_exe())


@cache
def sound(ending: str, *, seconds: float = 1, source: str = TONE) -> bytes:
    return written(["-f", "lavfi", "-i", source.format(seconds=seconds)], *FORMS[ending], to=ending)


@cache
def film(ending: str) -> bytes:
    """A picture of one colour that moves for half a second, with sound."""
    sources = ["-f", "lavfi", "-i", "color=red:s=32x32:d=0.5", "-f", "lavfi", "-i", "sine=d=0.5"]
    forms = {
        "mp4": ("-c:v", "mpeg4", "-c:a", "aac"),
        "webm": ("-c:v", "libvpx", "-c:a", "libopus"),
        "ogg": ("-c:v", "libtheora", "-c:a", "libvorbis"),
    }
    return written(sources, *forms[ending], to=ending)


def written(sources: Sequence[str], *options: str, to: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{to}"
        command = [ffmpeg(), "-loglevel", "error", "-threads", "1", *sources, *options, str(path)]
        subprocess.run(command, check=True, env={})
        return path.read_bytes()


def told_of(content: bytes, ending: str, *options: str) -> str:
    """What ffmpeg itself says of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{ending}"
        path.write_bytes(content)
        end = subprocess.run(
            [ffmpeg(), "-hide_banner", "-nostats", "-i", str(path), *options, "-f", "null", "-"],
            capture_output=True, text=True, check=True, env={},
        )  # fmt: skip
        return end.stderr
