"""What the examination of one upload may cost, everything packed into it included."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .refusal import UploadRefused

# Files within one archive, at any depth.
MOST_FILES = 50
# A phone's largest photo today; a file of a few kilobytes may claim far more and fill the memory.
MOST_PIXELS = 120_000_000
# What the parts of archives and of Office files unpack to, and how many there are.
LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 5_000
# A workbook in a text, in an archive; what is deeper is meant to tire whoever reads it.
DEEPEST = 3


@dataclass
class UploadBudget:
    """What is left of it. Each of the methods takes something away, or raises UploadRefused."""

    files: int = MOST_FILES
    pixels: int = MOST_PIXELS
    unpacked: int = LARGEST_UNPACKED
    parts: int = MOST_PARTS
    depth: int = DEEPEST

    def take_file(self) -> None:
        self.files -= 1
        if self.files < 0:
            raise UploadRefused(too_many_files())

    def take_pixels(self, width: int, height: int) -> None:
        self.pixels -= width * height
        if self.pixels < 0:
            raise UploadRefused(too_many_pixels())

    def take_parts(self, count: int, unpacked: int) -> None:
        self.parts -= count
        self.unpacked -= unpacked
        if self.parts < 0 or self.unpacked < 0:
            raise UploadRefused(too_large_unpacked())

    def go_deeper(self) -> None:
        self.depth -= 1
        if self.depth < 0:
            raise UploadRefused(too_large_unpacked())

    def come_back(self) -> None:
        self.depth += 1


def too_many_files() -> str:
    return _("The archive holds more than %(count)s files. Split it.") % {"count": MOST_FILES}


def too_many_pixels() -> str:
    return _("The photo has too many pixels. Take it again with a smaller setting.")


def too_large_unpacked() -> str:
    return _("The file is too large once it is unpacked. Split it.")
