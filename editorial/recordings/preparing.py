"""What ffmpeg makes of one sound file: its length and loudness, MP3 and Opus of one loudness, and its course.

Loudness is that of EBU R 128, in two passes: the first measures, the second brings it to the target by one gain where
peaks allow it. A file is read as what its content was examined to be, from a folder of its own, and names no other.
"""

from __future__ import annotations

import json
import re
from array import array
from dataclasses import dataclass
from pathlib import Path

from portals.uploads.apart import Exhausting
from portals.uploads.kinds import CLAIMS

from .bounded import ProgramBounds, ProgramEnd, run_bounded
from .enums import SoundFault

TARGET_LUFS, TRUE_PEAK = -16, -1.5
# Wider than speech is, so that loud and quiet passages keep their distance.
RANGE = 20
LONGEST_SECONDS = 2 * 3600
SHORTEST_SECONDS = 0.2
# Below it nothing is heard; the measure itself ends at -70.
SILENCE_LUFS = -60
PEAKS = 200
PEAK_RATE = 8000
BOUNDS = ProgramBounds(seconds=420, cpu_seconds=300)

# By what a file's content claims to be: how it is taken apart, and what it may hold.
DEMUXERS = {"mp3": "mp3", "mp4": "mov", "ogg": "ogg", "wav": "wav", "webm": "matroska"}
DECODERS = (
    "mp3float,mp3,aac,vorbis,opus,libopus,libvorbis,alac,amrnb,amrwb,"
    "pcm_s16le,pcm_s24le,pcm_s32le,pcm_u8,pcm_f32le,pcm_f64le"
)
ENDED_BY_SIGNAL = "received signal"
_MEASURED = re.compile(r"\{[^{}]*\"input_i\"[^{}]*\}")


class UnfitSound(Exception):
    """Nothing can be made of this file; `fault` says why."""

    def __init__(self, fault: SoundFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class PreparedSound:
    """What was made; the files lie in the folder that was given."""

    seconds: float
    loudness_before: float
    loudness_after: float
    peaks: bytes
    mp3: Path
    opus: Path


def prepare_sound(*, program: str, folder: str, name: str, ending: str) -> PreparedSound:
    """Make the renditions of the file `name` in `folder`.

    Raises UnfitSound for what is no sound that can be heard, and Unfinished or Exhausting as `run_bounded` does.
    """
    source = _source(name, ending)
    measured, seconds, peaks = _measure(program, folder, source)
    after = _render(program, folder, source, measured)
    return PreparedSound(
        seconds=seconds,
        loudness_before=float(measured["input_i"]),
        loudness_after=after,
        peaks=peaks,
        mp3=Path(folder) / "made.mp3",
        opus=Path(folder) / "made.ogg",
    )


def _source(name: str, ending: str) -> list[str]:
    """How the file is opened: nothing but itself is read, as nothing but what it was examined to be."""
    return [
        *("-protocol_whitelist", "file,pipe"),
        *("-codec_whitelist", DECODERS),
        *("-max_streams", "16"),
        *("-f", DEMUXERS[CLAIMS[ending]]),
        *("-i", f"file:{name}"),
        *("-map", "0:a:0"),
        *("-map_metadata", "-1", "-map_chapters", "-1"),
    ]


def _measure(program: str, folder: str, source: list[str]) -> tuple[dict[str, str], float, bytes]:
    # One second more than is allowed tells what is longer from what ends there.
    until = ("-t", str(LONGEST_SECONDS + 1))
    loudness = f"loudnorm=I={TARGET_LUFS}:TP={TRUE_PEAK}:LRA={RANGE}:print_format=json"
    end = _ffmpeg(
        program, folder,
        [
            *source, *until, "-ac", "1", "-af", loudness, "-f", "null", "-",
            *("-map", "0:a:0", *until, "-ac", "1", "-ar", str(PEAK_RATE), "-f", "s16le", "made.pcm"),
        ],
    )  # fmt: skip
    samples = Path(folder) / "made.pcm"
    seconds = samples.stat().st_size / 2 / PEAK_RATE if samples.exists() else 0.0
    if end.code != 0 or seconds < SHORTEST_SECONDS:
        raise UnfitSound(SoundFault.DAMAGED)
    if seconds > LONGEST_SECONDS:
        raise UnfitSound(SoundFault.TOO_LONG)
    measured = _measures_in(end)
    if float(measured["input_i"]) < SILENCE_LUFS:
        raise UnfitSound(SoundFault.SILENT)
    peaks = peaks_of(samples)
    samples.unlink()
    return measured, seconds, peaks


def _render(program: str, folder: str, source: list[str], measured: dict[str, str]) -> float:
    """Write both files in one pass; return how loud they are."""
    loudness = (
        f"loudnorm=I={TARGET_LUFS}:TP={TRUE_PEAK}:LRA={RANGE}:linear=true:print_format=json"
        f":measured_I={measured['input_i']}:measured_TP={measured['input_tp']}"
        f":measured_LRA={measured['input_lra']}:measured_thresh={measured['input_thresh']}"
        f":offset={measured['target_offset']}"
    )
    both = f"[0:a:0]aformat=channel_layouts=mono,{loudness},aresample=48000,asplit=2[one][two]"
    opened = source[: source.index("-map")]
    bare = ("-map_metadata", "-1", "-map_chapters", "-1", "-bitexact")
    end = _ffmpeg(
        program, folder,
        [
            *opened, "-filter_complex", both,
            *("-map", "[one]", *bare, "-c:a", "libmp3lame", "-b:a", "64k", "-ar", "44100", "made.mp3"),
            *("-map", "[two]", *bare, "-c:a", "libopus", "-b:a", "24k", "-application", "voip", "made.ogg"),
        ],
    )  # fmt: skip
    if end.code != 0:
        raise UnfitSound(SoundFault.DAMAGED)
    return float(_measures_in(end)["output_i"])


def _ffmpeg(program: str, folder: str, arguments: list[str]) -> ProgramEnd:
    # One thread, so that the bound of the processor is one of time too; no report, no colours, no questions.
    command = [program, "-nostdin", "-hide_banner", "-nostats", "-threads", "1", "-y", *arguments]
    end = run_bounded(command, folder=folder, bounds=BOUNDS)
    if end.code and ENDED_BY_SIGNAL in end.complained:
        # It takes the kernel's word at the bound of the processor for a wish to end in order.
        raise Exhausting
    return end


def _measures_in(end: ProgramEnd) -> dict[str, str]:
    found = _MEASURED.findall(end.complained)
    if not found:
        raise UnfitSound(SoundFault.DAMAGED)
    measures: dict[str, str] = json.loads(found[-1])
    return measures


def peaks_of(samples: Path) -> bytes:
    """Return the largest sample of each of `PEAKS` even parts of the length, from 0 to 100, the loudest being 100."""
    found = array("h", samples.read_bytes())
    step = max(1, len(found) // PEAKS)
    parts = [found[at : at + step] for at in range(0, len(found), step)][:PEAKS]
    highest = [max(max(part), -min(part)) for part in parts]
    top = max(*highest, 1)
    return bytes(100 * peak // top for peak in highest)
