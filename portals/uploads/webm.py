"""WebM as phones record it: tracks of sound alone, element by element to the very end."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from .archives import damaged
from .budget import UploadBudget
from .refusal import UploadRefused

MOST_ELEMENTS = 400_000
LONGEST_HEAD = 1024 * 1024
EBML, DOC_TYPE, SEGMENT, TRACKS, TRACK, CLUSTER = (
    0x1A45DFA3,
    0x4282,
    0x18538067,
    0x1654AE6B,
    0xAE,
    0x1F43B675,
)
TRACK_TYPE, CODEC = 0x83, 0x86
SOUND = b"\x02"
CODECS = (b"A_OPUS", b"A_VORBIS")
# What a segment may hold beside these: the way to its parts, what is said of it, nothing. Attached files are refused.
_IN_SEGMENT = {TRACKS, CLUSTER, 0x114D9B74, 0x1549A966, 0x1C53BB6B, 0x1254C367, 0xEC, 0xBF}
_IN_CLUSTER = {0xE7, 0xA3, 0xA0, 0xAB, 0xA7, 0xEC, 0xBF, 0x5854}


def refuse_no_webm(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse what is no WebM of one or more tracks of Opus or Vorbis and nothing else.

    What records writes a segment and its clusters without their lengths; these go to the next that cannot be in them.
    """
    end = file.seek(0, 2)
    file.seek(0)
    head, size = _element(file)
    if head != EBML or size is None or b"webm" not in _children(file, size).get(DOC_TYPE, []):
        raise UploadRefused(damaged())
    segment, size = _element(file)
    if segment != SEGMENT or (size is not None and file.tell() + size != end):
        raise UploadRefused(damaged())
    tracks = _walk(file, end)
    file.seek(0)
    if not tracks or not all(_is_sound(track) for track in tracks):
        raise UploadRefused(damaged())


def _walk(file: IO[bytes], end: int) -> list[bytes]:
    """Go over what the segment holds; return its tracks."""
    tracks: list[bytes] = []
    in_open_cluster = False
    for _number in range(MOST_ELEMENTS):
        if file.tell() == end:
            return tracks
        name, size = _element(file)
        if name not in _IN_SEGMENT and not (in_open_cluster and name in _IN_CLUSTER):
            raise UploadRefused(damaged())
        if name == CLUSTER:
            in_open_cluster = size is None
            if size is None:
                continue
        if size is None or file.tell() + size > end:
            raise UploadRefused(damaged())
        if name == TRACKS:
            tracks += _children(file, size).get(TRACK, [])
        else:
            file.seek(size, 1)
    raise UploadRefused(damaged())


def _is_sound(track: bytes) -> bool:
    found = _children(BytesIO(track), len(track))
    return found.get(TRACK_TYPE) == [SOUND] and found.get(CODEC, [b""])[0].strip(b"\0") in CODECS


def _children(file: IO[bytes], size: int) -> dict[int, list[bytes]]:
    """The elements of a small one, by their names."""
    if size > LONGEST_HEAD:
        raise UploadRefused(damaged())
    found: dict[int, list[bytes]] = {}
    end = file.tell() + size
    while file.tell() < end:
        name, length = _element(file)
        if length is None or file.tell() + length > end:
            raise UploadRefused(damaged())
        found.setdefault(name, []).append(file.read(length))
    return found


def _element(file: IO[bytes]) -> tuple[int, int | None]:
    """Read the name and the size of the next element; the size is None where the writer did not know it."""
    name, _length = _number(file, longest=4, keeps_marker=True)
    size, length = _number(file, longest=8, keeps_marker=False)
    return name, None if size == (1 << 7 * length) - 1 else size


def _number(file: IO[bytes], *, longest: int, keeps_marker: bool) -> tuple[int, int]:
    """A number that says with its leading zeros how long it is; return it with its length."""
    first = file.read(1)
    length = 9 - first[0].bit_length() if first else 9
    rest = file.read(length - 1) if length <= longest else b""
    if length > longest or len(rest) != length - 1:
        raise UploadRefused(damaged())
    value = int.from_bytes(first + rest, "big")
    return value if keeps_marker else value & ((1 << 7 * length) - 1), length
