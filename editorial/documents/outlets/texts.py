"""What is said of a document in a short story, over the loudspeaker and in a chat.

In Vietnamese whatever the language of the desk: it is for the people, not for who works here.
"""

from __future__ import annotations

from datetime import date
from html import escape

from editorial.document_numbers.parsing import read_number
from editorial.models import OfficialDocumentPage
from editorial.spoken.moments import day_in_words
from editorial.spoken.numbers import number_in_words
from editorial.spoken.queries import spoken_forms
from editorial.spoken.reading import WORDS_A_MINUTE, read_aloud

# What the groups' chats show without folding.
LONGEST_MESSAGE = 500
LONGEST_TITLE = 120
_CUT = "…"


def story_title(document: OfficialDocumentPage) -> str:
    return cut(_plain(document.lead), LONGEST_TITLE)


def story_lead(document: OfficialDocumentPage) -> str:
    """Return who issued what, when, and about what."""
    return f"{document.issuer} ban hành {_in_a_sentence(document)}: {_plain(document.lead)}."


def story_markup(document: OfficialDocumentPage) -> str:
    """Return the paragraphs of the draft as rich text, with a link that lasts to the document."""
    lines = [f"{line}." for line in _facts(document)]
    link = f'<a linktype="page" id="{document.pk}">{escape(document.title)}</a>'
    return "".join(f"<p>{escape(line)}</p>" for line in lines) + f"<p>Toàn văn: {link}</p>"


def chat_message(document: OfficialDocumentPage, address: str) -> str:
    """Return a message of at most `LONGEST_MESSAGE` characters; the address stands whole in it, whatever is cut."""
    facts = "".join(f"\n{line}." for line in _facts(document))
    frame = (
        f"{document.title}: {{}}.\nCơ quan ban hành: {cut(document.issuer, 80)}.{facts}"
        f"\nXem, tải văn bản: {address}"
    )
    room = LONGEST_MESSAGE - len(frame) + len("{}")
    return frame.replace("{}", cut(_plain(document.lead), max(room, 1)), 1)[:LONGEST_MESSAGE]


def loudspeaker_script(document: OfficialDocumentPage, portal_title: str) -> str:
    """Return about a minute to read aloud: numbers and days in words, nothing that only eyes can follow. One query."""
    number = read_number(document.number)
    year = f" năm {number_in_words(number.year)}" if number.year else ""
    kind, forms = document.get_document_kind_display(), spoken_forms()
    said = [
        "Kính thưa bà con!",
        f"{read_aloud(document.issuer, forms)} đã ban hành "
        f"{kind[:1].lower()}{kind[1:]} số {number_in_words(number.serial)}{year}, "
        f"{day_in_words(document.issued_on)}.",
        f"Nội dung: {_cut_words(read_aloud(_plain(document.lead), forms), WORDS_A_MINUTE)}.",
    ]
    if document.effective_on:
        said.append(f"Văn bản có hiệu lực từ {day_in_words(document.effective_on)}.")
    said += [
        f"Bà con xem và tải toàn văn trên {portal_title}, mục Văn bản, "
        "hoặc hỏi tại nhà văn hóa, trụ sở Ủy ban nhân dân.",
        f"Xin nhắc lại: {kind[:1].lower()}{kind[1:]} số {number_in_words(number.serial)}{year}.",
        "Trân trọng cảm ơn bà con đã lắng nghe!",
    ]
    return "\n".join(said)


def cut(text: str, longest: int) -> str:
    """Return `text` in at most `longest` characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[: max(longest - 1, 0)].rsplit(" ", 1)[0].rstrip(" ,;:") + _CUT


def _cut_words(text: str, most: int) -> str:
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]).rstrip(",;:")


def _plain(abstract: str) -> str:
    """The abstract as a sentence of its own: without "V/v" before and the full stop behind."""
    text = abstract.strip().rstrip(".")
    for before in ("V/v ", "v/v ", "Về việc ", "về việc "):
        if text.startswith(before):
            text = text.removeprefix(before)
            break
    return text[:1].upper() + text[1:]


def _in_a_sentence(document: OfficialDocumentPage) -> str:
    return document.title[:1].lower() + document.title[1:]


def _facts(document: OfficialDocumentPage) -> list[str]:
    told = [
        ("Có hiệu lực từ ngày", document.effective_on),
        ("Có hiệu lực đến hết ngày", document.in_force_through),
    ]
    return [f"{label} {_day(day)}" for label, day in told if day]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
