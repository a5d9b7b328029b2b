"""Finding dated promises in a text. Pure; precise rather than complete, since a board confirms each.

A promise is a sentence in which an agency says what will be done by a day to come. No promise is what was done, what
citizens are to do, when something takes place, what a rule says of dates, a wish, a question, a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portals.text import without_marks

LONGEST_SENTENCE, SHORTEST_SENTENCE = 500, 25
# Nobody promises for later than that; a year that was typed wrongly does.
FURTHEST = timedelta(days=366 * 12)

_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:nam\s+|[/.-])(?P<{0}year>20\d\d)"
_DAY = rf"(?P<day>\d{{1,2}})(?:[/.-]|\s+thang\s+)(?P<month>\d{{1,2}})(?:\s+)?{_YEAR.format('d')}"
_QUARTER = rf"quy\s+(?P<quarter>i{{1,3}}|iv|[1-4])\s*{_YEAR.format('q')}"
_MONTH = rf"thang\s+(?P<only_month>\d{{1,2}})\s*{_YEAR.format('m')}"
_HALF = r"(?P<half>6|sau)\s+thang\s+(?P<which>dau|cuoi)\s+nam\s+(?P<hyear>20\d\d)"
_WHOLE = r"nam\s+(?P<year>20\d\d)"
# By when: words before a day, or a period in which it will be.
_BEFORE = (
    r"(?:truoc(?:\s+ngay)?|(?:cham|muon)\s+nhat(?:\s+la|\s+vao|\s+den)?(?:\s+(?:het\s+)?ngay)?|"
    r"den(?:\s+het)?\s+ngay|het\s+ngay)"
)
_WITHIN = (
    r"(?:(?:trong|den\s+het|den\s+cuoi|vao\s+cuoi|cuoi|het|truoc\s+het|"
    r"(?:cham|muon)\s+nhat(?:\s+la|\s+trong|\s+vao)?)\s+)"
)
_DEADLINE = re.compile(
    rf"\b(?:{_BEFORE}\s+{_DAY}|{_WITHIN}(?:{_QUARTER}|{_HALF}|{_MONTH}|{_WHOLE}))(?!\d)"
)

# What an agency does in the end, whoever it does it for.
_DOES = re.compile(
    r"\b(?:hoan thanh|hoan tat|hoan tra|giai quyet|dut diem|dua vao (?:su dung|khai thac|van hanh|hoat dong)|"
    r"di vao hoat dong|thong xe|ban giao|khac phuc|cong bo|cong khai|tra loi|chi tra|thanh toan|cap|khanh thanh|"
    r"khoi cong|lap dat|xoa|nao vet|sua|xu ly|bo sung|thu gom|ban hanh|tuyen du|ky so|xong|giam|"
    r"hoat dong|dung nuoc sach|duoc nhan|trien khai|xay dung|dau tu|phu song|trong)\b"
)
# It is to come: said so, or done by an order.
_WILL = re.compile(
    r"\b(?:se|cam ket|phan dau|quyet tam|hua|du kien|dat muc tieu|khang dinh|phai|giao|yeu cau|chi dao|chac chan|"
    r"chinh thuc|dam bao|bao dam)\b"
)
_FINISHED = re.compile(r"\b(?:xong|hoan thanh|dut diem)\b")
_DONE = re.compile(
    r"\bda (?!duoc giao|co ke hoach|cam ket|hua|yeu cau|chi dao|giao)|\b(?:vua|moi) duoc|hom qua|tinh den|so voi|"
    r"\buoc ca nam|"
    r"\bdat (?:\d|tren \d)|\bke hoach cu\b|da giao chi tieu"
)
# What takes place on a day is an event, whatever is done at it.
_EVENT = re.compile(
    r"\b(?:dien ra|khai mac|be mac|keo dai|mo cua|hoi nghi|le hoi|ky hop|ky thi|cuoc thi|giai bong|trien lam|ngay hoi|"
    r"phien dau gia|phien giao dich|lop tap huan|dot cao diem|doan cong tac|tiep dan|cam xe)\b"
)
_RULE = re.compile(
    r"\b(?:hieu luc|thay the|ap dung|gia tri su dung|truong hop|neu|thoi han|han su dung|het han|"
    r"duoc (?:cap|giao) truoc|"
    r"(?:cap|(?<!ban )giao|sinh|su dung on dinh|ban hanh) truoc|duoc giu|lai suat|giay phep cap)\b"
)
_UNSURE = re.compile(
    r"\?|\b(?:mong muon|mong|cu tri de nghi|kien nghi som|chua ro|khong the|kho co the|hay khong|co kip|khong kip|"
    r"ong hoi|ba hoi|hoi khi nao|cham tien do|lui)\b"
)
_CITIZENS = (
    r"(?:nguoi dan|nhan dan|ba con|cong dan|(?:cac )?ho(?: dan| gia dinh| kinh doanh| lan chiem)?|thi sinh|hoc sinh|"
    r"phu huynh|"
    r"(?:cac )?doanh nghiep|to chuc, ca nhan|ca nhan|nguoi nop thue|nguoi lao dong|chu phuong tien|chu dat|nha thau|"
    r"khach hang|doi tuong thu huong|cu tri|chu ho|moi y kien|co so san xuat)"
)
# Who is to do it stands first; what is done for them stands behind the deed.
_ASKED_OF_CITIZENS = re.compile(
    rf"^(?:nhung |moi |toan the )?{_CITIZENS}\b(?! se duoc| duoc nhan| se nhan)|"
    rf"\b(?:de nghi|yeu cau|keu goi|van dong|moi|khuyen cao|thong bao de|nhac)\s+(?:cac |moi |toan the )?{_CITIZENS}\b|"
    r"\bhan (?:cuoi )?(?:nop|dang ky|nhan ho so)\b|\bnhan ho so\b|\bnop ho so\b|\bgop y\b|^ho so\b|"
    r"\bgui (?:ho so|ve|y kien)\b|"
    r"\bdang ky (?:nguyen vong|tham gia|du)\b|\bhang thang\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+(?=[^\s\d])|\n+")
_ABBREVIATION = re.compile(r"(?:\b(?:TP|TX|TT|Tp|ThS|TS|PGS|GS|Q|P|Đ|tr|số)\.)$")


@dataclass(frozen=True, slots=True)
class FoundPromise:
    """A sentence as it stands in the text, and the last day on which what it says is in time."""

    words: str
    due_on: date


def promises_in(text: str, written_on: date) -> Iterator[FoundPromise]:
    """Yield the dated promises of a text that was written on a day, each sentence once, in their order."""
    seen = set()
    for sentence in sentences_in_text(text):
        if sentence in seen or not SHORTEST_SENTENCE <= len(sentence) <= LONGEST_SENTENCE:
            continue
        seen.add(sentence)
        due_on = promised_day(sentence, written_on)
        if due_on is not None:
            yield FoundPromise(sentence, due_on)


def sentences_in_text(text: str) -> Iterator[str]:
    begun = ""
    for part in _SENTENCE_END.split(text):
        begun = f"{begun} {part}".strip() if begun else part.strip()
        if _ABBREVIATION.search(begun):
            continue
        if begun:
            yield " ".join(begun.split())
        begun = ""
    if begun:
        yield " ".join(begun.split())


def promised_day(sentence: str, written_on: date) -> date | None:
    """Return by which day a sentence promises something; None where it promises nothing dated and to come."""
    folded = without_marks(" ".join(sentence.split()))
    if any(one.search(folded) for one in (_DONE, _EVENT, _RULE, _UNSURE, _ASKED_OF_CITIZENS)):
        return None
    if not _DOES.search(folded) or not (_WILL.search(folded) or _FINISHED.search(folded)):
        return None
    days = [day for found in _DEADLINE.finditer(folded) if (day := _day_of(found)) is not None]
    # With several days it is not said which of them is promised.
    if len(set(days)) != 1 or not written_on < days[0] <= written_on + FURTHEST:
        return None
    return days[0]


def _day_of(found: re.Match[str]) -> date | None:
    part = found.groupdict()
    try:
        if part["day"]:
            # "Trước ngày 30/6" is meant of that day too: what is done on it is not called late.
            return date(int(part["dyear"]), int(part["month"]), int(part["day"]))
        if part["quarter"]:
            return _month_end(int(part["qyear"]), 3 * _NUMERALS[part["quarter"]])
        if part["half"]:
            return _month_end(int(part["hyear"]), 6 if part["which"] == "dau" else 12)
        if part["only_month"]:
            return _month_end(int(part["myear"]), int(part["only_month"]))
        return date(int(part["year"]), 12, 31)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
