"""Looks at every object of a PDF and says one word: fine, script, packed, locked or damaged. Only run apart."""

import io
from collections.abc import Iterator

import pikepdf

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
                for part in dictionaries_within(found, 0):
                    word = judged(part)
                    if word:
                        return word
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, RecursionError, ValueError):
        return "damaged"
    return "fine"


def dictionaries_within(found: pikepdf.Object, depth: int) -> Iterator[pikepdf.Object]:
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
            yield from dictionaries_within(value, depth + 1)


def judged(part: pikepdf.Object) -> str:
    keys = set(part.keys())
    if keys & SCRIPT_KEYS or str(part.get("/S", "")) in SCRIPT_ACTIONS:
        return "script"
    if keys & PACKED_KEYS or str(part.get("/Subtype", "")) in PACKED_KINDS:
        return "packed"
    return ""
