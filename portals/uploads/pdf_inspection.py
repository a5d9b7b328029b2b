"""Looks at every object of the PDF on standard input and prints one word: fine, script, packed, locked or damaged.

Runs as a program of its own (`pdf.py` starts it) within bounds of memory and time, and imports nothing of this project.
"""

import io
import resource
import sys
from collections.abc import Iterator

import pikepdf

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
DEEPEST = 50

SCRIPT_KEYS = {"/JS", "/JavaScript", "/XFA"}
SCRIPT_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound",
    "/GoToE", "/RichMediaExecute",
}  # fmt: skip
PACKED_KEYS = {"/EF", "/RichMediaContent"}
PACKED_KINDS = {"/FileAttachment", "/RichMedia", "/Screen", "/3D"}


def inspect(content: bytes) -> str:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) == 0:
                return "damaged"
            for found in pdf.objects:
                for part in parts_of(found, 0):
                    word = judged(part)
                    if word:
                        return word
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, RecursionError, ValueError, MemoryError):
        return "damaged"
    return "fine"


def parts_of(found: pikepdf.Object, depth: int) -> Iterator[pikepdf.Object]:
    """Yield the dictionaries within `found`; what it only refers to is an object of its own and comes by itself."""
    if depth > DEEPEST:
        raise ValueError("nested without end")
    if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        yield found
        inner = [value for _, value in found.items()]
    elif isinstance(found, pikepdf.Array):
        inner = list(found)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from parts_of(value, depth + 1)


def judged(part: pikepdf.Object) -> str:
    keys = set(part.keys())
    if keys & SCRIPT_KEYS or str(part.get("/S", "")) in SCRIPT_ACTIONS:
        return "script"
    if keys & PACKED_KEYS or str(part.get("/Subtype", "")) in PACKED_KINDS:
        return "packed"
    return ""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.write(inspect(sys.stdin.buffer.read()))
