"""What a recording sounds like and says, for whoever shows it. Whoever asks must have a right to the file itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from portals.uploads.kinds import SOUND_TYPES
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination

from .addresses import SoundPart, part_path
from .enums import HEARD_AS_IT_CAME, CaptionState, SoundState
from .models import Captions, Recording


@dataclass(frozen=True, slots=True)
class SoundFile:
    """One file to be heard; `path` is the same on every host that may serve it."""

    mime: str
    bytes: int
    path: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence of the text, when it is spoken, and in which paragraph of it, from 0."""

    start_ms: int
    end_ms: int
    text: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Sound:
    """What there is of a recording. `files` in the order in which a player tries them; the MP3 is the last.

    Until it is ready, and where it is heard as it came or only preparing it failed, the one file is what was uploaded.
    `captions` are those of the text of `captions_story_id`; without any, the three paths beside them are None.
    """

    document_id: int
    state: SoundState
    seconds: float | None
    files: tuple[SoundFile, ...]
    peaks: tuple[int, ...]
    captions: tuple[Cue, ...]
    caption_state: CaptionState | None
    captions_story_id: int | None
    vtt_path: str | None
    chapters_path: str | None
    podcast_chapters_path: str | None
    picture_path: str | None
    fault: str


def sounds_of(document_ids: Iterable[int]) -> dict[int, Sound]:
    """Return by the ids of files what there is of each; nothing of what is no sound, refused or infected. One query."""
    found = served_recordings(document_ids).select_related("document", "captions")
    return {recording.document_id: _sound(recording) for recording in found}


def served_recordings(document_ids: Iterable[int]) -> QuerySet[Recording]:
    """Those of these files that are sounds, and neither refused, infected nor replaced since."""
    return Recording.objects.filter(
        document__in=list(document_ids),
        document__examination=Examination.FINE,
        stored_as=F("document__file"),
    ).exclude(document__scan_state=ScanState.INFECTED)


def _sound(recording: Recording) -> Sound:
    captions: Captions | None = getattr(recording, "captions", None)
    cues = tuple(Cue(*cue) for cue in captions.cues) if captions else ()
    is_ready = recording.state == SoundState.READY
    document = recording.document

    def path(part: SoundPart, *, if_there: object) -> str | None:
        return part_path(document, part) if if_there else None

    return Sound(
        document_id=recording.document_id,
        state=SoundState(recording.state),
        seconds=recording.seconds,
        files=_files(recording),
        peaks=tuple(bytes(recording.peaks)),
        captions=cues,
        caption_state=CaptionState(captions.state) if captions else None,
        captions_story_id=captions.story_id if captions else None,
        vtt_path=path(SoundPart.CAPTIONS, if_there=is_ready and cues),
        chapters_path=path(SoundPart.CHAPTERS, if_there=is_ready and cues),
        podcast_chapters_path=path(SoundPart.PODCAST_CHAPTERS, if_there=is_ready and cues),
        picture_path=path(SoundPart.PICTURE, if_there=is_ready and recording.peaks),
        fault=recording.get_fault_display() if recording.fault else "",
    )


def _files(recording: Recording) -> tuple[SoundFile, ...]:
    document = recording.document
    if recording.state == SoundState.READY:
        return (
            SoundFile(
                "audio/ogg; codecs=opus",
                recording.opus_bytes,
                part_path(document, SoundPart.OPUS),
            ),
            SoundFile("audio/mpeg", recording.mp3_bytes, part_path(document, SoundPart.MP3)),
        )
    if recording.state == SoundState.FAILED and recording.fault not in HEARD_AS_IT_CAME:
        return ()
    mime = SOUND_TYPES.get(document.file_extension, "application/octet-stream")
    return (SoundFile(mime, document.file_size or 0, document.url),)
