"""The programs that prepare sound: ffmpeg, and the voice of espeak-ng. Either may be missing on a machine."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from django.conf import settings

NONE = "none"
# What the operator installs, as Debian names it, where the wheels are left out.
PACKAGES = "ffmpeg"
ENCODERS = ("libmp3lame", "libopus")
# The voices of texts, by the language of a bulletin.
VOICES = {"vi": "vi", "en": "en-gb"}


def ffmpeg() -> str | None:
    """The program: the setting's, the system's or the wheel's; None where there is none, or none is wanted."""
    named = settings.PORTALS_FFMPEG
    if named:
        return None if named == NONE or not Path(named).is_file() else str(named)
    return shutil.which("ffmpeg") or _ffmpeg_of_the_wheel()


@cache
def _ffmpeg_of_the_wheel() -> str | None:
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        # An install without the wheel, or a machine that it has no program for.
        return None


def speech() -> tuple[str, str] | None:
    """The library of espeak-ng and the folder of its voices; None where there is none, or none wanted."""
    return None if settings.PORTALS_SPEECH == NONE else _speech_of_the_wheel()


@cache
def _speech_of_the_wheel() -> tuple[str, str] | None:
    try:
        import espeakng_loader
    except ImportError:
        return None
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    return (str(library), str(data)) if Path(library).is_file() else None


@cache
def missing_encoders(program: str) -> tuple[str, ...]:
    """What `program` cannot write of what we need."""
    told = subprocess.run(
        [program, "-hide_banner", "-encoders"],
        capture_output=True, text=True, timeout=20, check=False, env={},
    ).stdout.split()  # fmt: skip
    return tuple(name for name in ENCODERS if name not in told)
