"""Number plates, e-mail addresses, days of birth, papers of land."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .findings import PersonalKind
from .numbers import FoundNumber
from .phrases import either, whole
from .plain_view import PlainView

_PLATE = re.compile(
    r"(?<![\w/.,\-])[1-9]\d[ .\-]{0,2}(?:[A-ZĐ]{2}\d?|[A-ZĐ]\d?)[ .\-]{0,2}(?:\d{3}[ .\-]?\d{2}|\d{4})(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
_VEHICLES = re.compile(whole("biển số", "biển kiểm soát", "biển", "bks", "xe", "ô tô"))
_YEAR = re.compile(r"[ .](?:19|20)\d\d$")
_MAIL = re.compile(
    r"(?<![\w.+\-])[\w+\-]{1,64}(?:\.[\w+\-]{1,64}){0,6}"
    r" ?(?:@|[(\[{] ?(?:at|a còng|a cong) ?[)\]}]|(?<= )(?:a còng|a cong)(?= )) ?"
    r"[\w\-]{1,63}(?: ?(?:\.|[(\[{] ?(?:dot|chấm|cham) ?[)\]}]) ?[\w\-]{2,63}){1,5}",
    re.IGNORECASE,
)
_DATE = (
    r"\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:(?:19|20)\d\d|\d\d)(?!\d)"
    rf"|\d{{1,2}}\s+(?:{either('tháng')})\s+\d{{1,2}}(?:,?\s+(?:{either('năm')})\s+|\s?[/,]\s?)(?:19|20)\d\d"
    rf"|(?:{either('tháng')}\s+)?\d{{1,2}}\s?(?:[/\-]|{either('năm')})\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?!\d)"
)
_BORN = re.compile(
    # Pupils, elections of pupils, what arises and who was killed are not born.
    r"(?<!học )(?<!hoc )(?<!tuyển )(?<!tuyen )(?<!phát )(?<!phat )(?<!vệ )(?<!ve )(?<!hy )(?<!hi )(?<!khai )(?<!nảy )"
    r"(?<!thí )(?<!thi )(?<!tái )(?<!dân )(?<!mưu )(?<!môi )(?<!an )(?<!thủy )(?<!du )(?<!ký )(?<!ký )"
    rf"(?<!\w)(?:{either('sinh')}|n/?s|s\.?n)(?:\s+(?:{either('ngày', 'năm', 'vào', 'tháng', 'tại')})){{0,3}}"
    rf"[\s:.,()\-]{{0,5}}(?:(?:{either('ngày', 'năm')})\s+)?({_DATE})"
)
_LAND_PAPERS = re.compile(
    either(
        *("giấy chứng nhận", "gcn", "gcnqsdđ", "sổ đỏ", "sổ hồng", "số phát hành", "số vào sổ", "sê-ri", "seri"),
        "qsdđ",
        "quyền sử dụng đất",
    )
)  # fmt: skip
_CERTIFICATE = re.compile(r"(?<!\w)[A-ZĐ]{1,2}[ .\-]?\d{5,8}(?![\w/]|-[A-ZĐ])", re.IGNORECASE)
_SHEET = rf"(?:{either('tờ bản đồ', 'tờ bđ', 'tbđ', 'tờ')})(?:\s+(?:{either('số')}))?[\s:]{{0,2}}\d{{1,4}}"
_PARCEL = re.compile(
    rf"(?<!\w)(?:{either('thửa')})(?:\s+(?:{either('đất')}))?\W{{1,3}}"
    rf"((?:{either('số')})?[\s:]{{0,2}}\d{{1,5}}[\s,;\-]{{1,3}}(?:(?:{either('thuộc')})\s+)?{_SHEET})(?!\d)"
)


def things_in(view: PlainView) -> Iterator[FoundNumber]:
    text, lower = view.text, view.lower
    for found in _MAIL.finditer(text):
        yield FoundNumber(*found.span(), PersonalKind.EMAIL, "email")
    for found in _PLATE.finditer(text):
        is_named = bool(_VEHICLES.search(lower[max(0, found.start() - 25) : found.start()]))
        if is_named or (found[0] == found[0].upper() and not _YEAR.search(found[0])):
            yield FoundNumber(*found.span(), PersonalKind.PLATE, "plate")
    for found in _BORN.finditer(lower):
        yield FoundNumber(*found.span(1), PersonalKind.BIRTH, "born")
    for found in _CERTIFICATE.finditer(text):
        if _LAND_PAPERS.search(lower[max(0, found.start() - 60) : found.start()]):
            yield FoundNumber(*found.span(), PersonalKind.LAND, "certificate")
    for found in _PARCEL.finditer(lower):
        start, end = found.span(1)
        yield FoundNumber(start, end, PersonalKind.LAND, "parcel")
