"""A bulletin is recorded, uploaded, captioned, heard and recalled while the demo runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import uuid4
from xml.etree import ElementTree

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.broadcasts.models import BroadcastPage
from editorial.broadcasts.posting import BulletinDetails, TakenSound, post_bulletin
from editorial.demo.bulletins import SECTION
from editorial.demo.speaking import READERS, read_out
from editorial.enums import RemovalKind
from editorial.models import Placement, SectionPage, StoryPage
from editorial.recordings.queries import Sound, sounds_of
from editorial.recordings.tools import ffmpeg, speech
from editorial.review.actions import approve_story
from portals.addresses import main_hostname
from portals.boards.actions import derive_rights
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.demo.organisations import WARD, part_of
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo
from syndication.recalls.recalling import recall_story

# Some seconds of work; a machine that does much else beside it takes minutes.
AT_MOST_SECONDS = 300
# MP3 and Opus.
FORMATS = 2
FEED = "/ban-tin-loa/podcast.xml"
TITLE = "Bản tin kiểm tra loa"
TEXT = (
    "Đây là bản tin kiểm tra của hệ thống. Bản tin này được đọc tự động.",
    "Bà con nghe rõ tiếng và đọc được chữ thì hệ thống đang chạy tốt. Bản tin sẽ được gỡ ngay sau khi kiểm tra.",
)


def bulletin_is_heard(demo: RunningDemo) -> Iterator[Result]:
    """Whether one recording came all the way; leaves one recalled bulletin behind."""
    voices = speech()
    if voices is None or ffmpeg() is None:
        yield Result("bulletin_heard", 0, 1, ["this machine has no ffmpeg, or no voice"])
        return
    ward = _ward()
    story = _post(ward, read_out(TEXT, READERS[0], library=voices[0], data=voices[1]))
    faults = list(_faults(demo, ward, story))
    yield Result("bulletin_heard", 0 if faults else 1, 1, faults)


def _faults(demo: RunningDemo, ward: Portal, story: StoryPage) -> Iterator[str]:
    host, document = main_hostname(ward), BroadcastPage.objects.get(pk=story.pk).recording_id
    begun = time.monotonic()
    demo.wait(lambda: _is_whole(sounds_of([document]).get(document)), seconds=AT_MOST_SECONDS)
    taken, sound = time.monotonic() - begun, sounds_of([document]).get(document)
    if sound is None or not _is_whole(sound):
        yield f"not ready after {taken:.0f} seconds: {sound}"
        return
    files = [(Address(host, file.path), file.bytes) for file in sound.files]
    yield from _faults_of_ranges(demo, files)
    address, size = files[-1]
    if not demo.wait(lambda: (address.path, size) in _in_feed(demo, host), seconds=AT_MOST_SECONDS):
        yield f"{host}{FEED} does not carry {address.path} with {size} bytes"
    page = _address_of(story, ward)
    recall_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="Bản tin kiểm tra, đã hoàn thành.",
        actor=_holder(ward, Position.HEAD),
        now=timezone.now(),
    )
    standing = [str(one) for one in (page, address) if demo.ask(one).status != HTTPStatus.GONE]
    if standing:
        yield f"not gone after the recall: {', '.join(standing)}"


def _faults_of_ranges(demo: RunningDemo, files: list[tuple[Address, int]]) -> Iterator[str]:
    for address, size in files:
        part = demo.ask(address, headers={"Range": "bytes=100-199"})
        told = part.status, len(part.body), part.headers["Content-Range"]
        if told != (HTTPStatus.PARTIAL_CONTENT, 100, f"bytes 100-199/{size}"):
            yield f"{address}: {told}"


def _is_whole(sound: Sound | None) -> bool:
    """Prepared, with its length and two sizes, and captioned sentence by sentence."""
    return (
        sound is not None
        and bool(sound.seconds)
        and len(sound.files) == FORMATS
        and len(sound.captions) >= len(TEXT)
    )


def _in_feed(demo: RunningDemo, host: str) -> set[tuple[str, int]]:
    """The path and the length of each enclosure."""
    answer = demo.ask(Address(host, FEED))
    # The product's own answer, from a server that this command started.
    feed = ElementTree.fromstring(answer.body)  # noqa: S314
    return {
        (urlsplit(one.attrib["url"]).path, int(one.attrib["length"]))
        for one in feed.iter("enclosure")
    }


def _ward() -> Portal:
    portals = Portal.objects.filter(tier="commune", closed_on=None).select_related("site")
    return next(one for one in portals.order_by("pk") if part_of(one) == WARD)


def _post(ward: Portal, wave: bytes) -> StoryPage:
    """Post it as an editor and approve it as the head."""
    editor, head = _holder(ward, Position.EDITOR), _holder(ward, Position.HEAD)
    now = timezone.now()
    for user in (editor, head):
        # As at their first sign-in.
        derive_rights(user=user, now=now)
    written = post_bulletin(
        key=uuid4(),
        section=SectionPage.objects.get(portal=ward, section_type=SECTION),
        details=BulletinDetails(
            title=f"{TITLE} lúc {timezone.localtime(now):%H:%M:%S}",
            aired_at=now,
            text="\n\n".join(TEXT),
        ),
        sound=TakenSound(ContentFile(wave, name="kiem-tra.wav")),
        submit=True,
        actor=editor,
        now=now,
    )
    approve_story(story=written.story, actor=head, now=timezone.now())
    return written.story


def _address_of(story: StoryPage, ward: Portal) -> Address:
    placed = Placement.objects.select_related("story", "section").get(story=story, portal=ward)
    return Address(main_hostname(ward), placed.path)


def _holder(portal: Portal, position: Position) -> User:
    members = BoardMember.objects.filter(board__portal=portal, position=position)
    return members.select_related("user").order_by("pk")[0].user


HEARD = DemoCheck(
    {"bulletin_heard": _("A bulletin recorded, heard and recalled")}, bulletin_is_heard, rank=42
)
