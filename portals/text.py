"""Vietnamese text: one stored form, and slugs that keep every letter."""

import re
import unicodedata

from django.utils.text import slugify

# "Đ" is a letter of its own with no decomposition, so slugify would drop it.
_D_TO_LATIN = str.maketrans({"đ": "d", "Đ": "D"})
# Letters without a decomposition. "Ð" is the Icelandic letter that old fonts gave for "Đ".
_TO_LATIN = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def nfc(text: str) -> str:
    """Return `text` in the composed form (NFC), the only one stored."""
    return unicodedata.normalize("NFC", text)


def without_marks(text: str) -> str:
    """Return `text` in lower case without accents, "đ" as "d": as people search who type none."""
    decomposed = unicodedata.normalize("NFD", text.translate(_TO_LATIN))
    return "".join(one for one in decomposed if not unicodedata.combining(one)).lower()


def without_controls(text: str) -> str:
    """Return `text` with a blank for each character that no file of XML may hold, such as the line break of Word."""
    return _CONTROLS.sub(" ", text)


def slug_of(text: str, *, fallback: str, max_length: int = 80) -> str:
    """Return an address part for `text`; `fallback` where no letter or digit is left. Cuts at a word's end."""
    slug = slugify(nfc(text).translate(_D_TO_LATIN))
    if len(slug) > max_length:
        slug = slug[:max_length].rsplit("-", 1)[0] or slug[:max_length]
    return slug or fallback
