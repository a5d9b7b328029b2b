"""What five minutes of a recording cost from the upload to what is heard and read, by step."""

from __future__ import annotations

import resource
import time
import wave
from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
from django.core.files.base import ContentFile
from django.utils import timezone

from editorial.models import ArticlePage, PortalDocument, SectionPage
from editorial.recordings.alignment.speech import Voice
from editorial.recordings.captioning import captions_wanted
from editorial.recordings.captions import due_captions, make_captions
from editorial.recordings.enums import CaptionState, SoundState
from editorial.recordings.making import make_sound
from editorial.recordings.models import Captions, Recording
from editorial.recordings.tools import speech
from portals.operations.bench.measure import Cast, Measured
from portals.operations.bench.registry import Amiss
from portals.operations.bench.table import BenchResult, TableRow

MINUTES = 5
MOST_SECONDS = 60
STEPS = {
    "prepare": "Length, loudness, MP3, Opus, peaks",
    "captions": "Captions: speech of the text, features, alignment",
}
SENTENCES = (
    "Hôm nay xã tiêm phòng cho đàn gia súc, gia cầm.",
    "Bà con đưa vật nuôi đến nhà văn hóa từ bảy giờ sáng.",
    "Trạm bơm mở nước vào chiều mai, đề nghị khơi thông kênh mương.",
    "Công an nhắc mọi người cảnh giác với điện thoại lừa đảo.",
    "Đêm nay có mưa rào và dông, gió đông bắc cấp ba.",
)


def measure_recordings(cast: Cast) -> list[Measured]:
    """Seconds of the processor a minute of sound for each step, and seconds by the clock of all of it."""
    sound, text = _five_minutes()
    document = PortalDocument(title="Bản tin", collection=cast.province.collection)
    document.file.save("ban-tin.wav", ContentFile(sound), save=False)
    document.save()
    page = ArticlePage(title="Bản tin", lead="Năm phút.", body=[("text", text)], live=False)
    SectionPage.objects.filter(portal=cast.province, live=True)[0].add_child(instance=page)
    captions_wanted(page, document=document, now=timezone.now())
    recording = Recording.objects.select_related("document").get(document=document)

    def caption() -> bool:
        found = due_captions(timezone.now()).get(pk=document.pk)
        return make_captions(captions=found, now=timezone.now())

    found = [
        _step("prepare", lambda: make_sound(recording=recording, now=timezone.now())),
        _step("captions", caption),
    ]
    states = (
        Recording.objects.get(pk=recording.pk).state,
        Captions.objects.get(pk=recording.pk).state,
    )
    if states != (SoundState.READY, CaptionState.READY):
        raise Amiss(f"The recording is {states[0]}, its captions are {states[1]}.")
    by_the_clock = sum(one.more["by_the_clock"] for one in found)
    return [*found, Measured(name="recordings.all", ours_seconds=by_the_clock)]


def recording_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    """The steps a minute of sound, and all of it against the promise."""
    seconds = float(one["ours_seconds"])
    if name in STEPS:
        yield TableRow(f"{STEPS[name]}, for a minute of sound", f"{seconds:.2f} s of a processor")
    else:
        yield TableRow(
            f"From a recording of {MINUTES} minutes to its page",
            f"{seconds:.0f} s",
            target=f"{MOST_SECONDS} s",
            met=seconds <= MOST_SECONDS,
        )


def _step(name: str, work: Callable[[], bool]) -> Measured:
    worked, began = _worked(), time.monotonic()
    if not work():
        raise Amiss(f"The step {name} did not come to an end.")
    return Measured(
        name=f"recordings.{name}",
        ours_seconds=(_worked() - worked) / MINUTES,
        more={"by_the_clock": time.monotonic() - began},
    )


def _worked() -> float:
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of_children.ru_utime + of_children.ru_stime + time.process_time()


def _five_minutes() -> tuple[bytes, str]:
    tools = speech()
    if tools is None:
        raise Amiss("There is no voice to make a recording with.")
    voice = Voice(*tools, "vi-vn-x-south+f2", words_a_minute=150)
    parts, said, count = [], [], 0
    for number in range(1000):
        sentence = SENTENCES[number % len(SENTENCES)].replace("xã", f"xã {number}")
        samples = voice.say(sentence)
        count += len(samples)
        if count > MINUTES * 60 * voice.samples_a_second:
            break
        parts.append(samples)
        said.append(f"<p>{sentence}</p>")
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(voice.samples_a_second)
        file.writeframes(np.concatenate(parts).tobytes())
    return written.getvalue(), "".join(said)
