"""Numbers that belong to a person: of papers, telephones, accounts, taxes, and long ones of which nobody knows more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .findings import PersonalKind
from .phrases import either, whole
from .plain_view import PlainView
from .signs import GAP, NARROW, NO_FIGURE_BEHIND, NOT_WITHIN, masked, matches, with_mask

LAST_PROVINCE = 96
# Twelve digits, whole or in groups: province of birth (001 to 096), then sex and year.
_PUBLISHED_IDENTITY = re.compile(
    r"(?<![\d.,/-])(0\d\d)[ .]?(\d{3})[ .]?(\d{3})[ .]?(\d{3})(?![\d/]|[.,]\d)"
)
# The nine digits of the old card mean it only where the text says so.
_PUBLISHED_OLD_IDENTITY = re.compile(
    r"(?:CMND|CMTND|CMT|chứng minh nhân dân|chứng minh thư)[^\d\n]{0,25}(\d{3}[ .]?\d{3}[ .]?\d{3})(?!\d)", re.I
)  # fmt: skip
MOBILE = re.compile(r"(?<![\d.,/])(?:\+?84|0)[ .\-]?[35789]\d(?:[ .\-]?\d){7}(?!\d|[.,]\d)")
"""A mobile telephone in what an office publishes; what citizens write is looked through by `found_numbers`."""

_TWELVE = re.compile(rf"{NOT_WITHIN}(?<!\w)\d(?:{GAP}\d){{11}}{NO_FIGURE_BEHIND}")
_NINE = re.compile(
    rf"{NOT_WITHIN}(?<![\w/])\d{{3}}{NARROW}\d{{3}}{NARROW}\d{{3}}{NO_FIGURE_BEHIND}"
)
_PASSPORT = re.compile(r"(?<!\w)[A-Za-z] ?\d{7,8}(?!\w)")
_PAPERS = re.compile(
    rf"(?:{either('cccd', 'cmnd', 'cmtnd', 'cmt', 'căn cước', 'chứng minh', 'định danh', 'giấy tờ tùy thân')})"
)
_PASSPORTS = re.compile(rf"(?:{either('hộ chiếu', 'passport')})")
_TELEPHONE = re.compile(
    rf"{NOT_WITHIN}(?<!\w)\(?(?:"
    rf"(?:(?:\+|00){GAP}84|84|\(84\)|\(\+84\)){GAP}(?:\(?0\)?{GAP})?(?:[35789](?:{GAP}\d){{8}}|2(?:{GAP}\d){{8,9}})"
    rf"|0{GAP}(?:[35789](?:{GAP}\d){{8}}|1{GAP}[2689](?:{GAP}\d){{8}}|2(?:{GAP}\d){{8,9}})"
    r")(?!\d)"
)
_WITHOUT_NOUGHT = re.compile(rf"{NOT_WITHIN}(?<![\w/])[35789](?:{NARROW}\d){{8}}(?!\d)")
_TELEPHONES = re.compile(
    whole(
        *("sđt", "đt", "điện thoại", "số máy", "zalo", "gọi", "hotline", "liên hệ", "tel", "phone"),
        *("di động", "viber", "whatsapp", "nhắn tin", "alo"),
    )
)
_ACCOUNT = re.compile(
    rf"(?<!\w)(?<!\d[.,])(?:\d{{3}}[A-Za-z])?\d(?:{NARROW}\d){{5,18}}(?!\d)(?![.,]\d)"
)
_BANKS = (
    *("vietcombank", "vcb", "agribank", "bidv", "vietinbank", "techcombank", "tcb", "mb bank", "mbbank"),
    *("acb", "vpbank", "sacombank", "tpbank", "shb", "hdbank", "vib", "lpbank", "lienvietpostbank", "msb", "ocb"),
    *("seabank", "eximbank", "scb", "bac a bank", "nam a bank", "abbank", "pvcombank", "momo", "zalopay"),
    *("viettel money", "ngân hàng"),
)  # fmt: skip
_ACCOUNTS = re.compile(
    whole("số tài khoản", "tài khoản", "stk", "s.t.k", "số tk", "tk", "số thẻ", "thẻ", "account", *_BANKS)
)  # fmt: skip
_BANK_BEHIND = re.compile(whole(*_BANKS))
_TAX = re.compile(rf"{NOT_WITHIN}(?<!\w)\d(?:{NARROW}\d){{9}}(?:{NARROW}\d{{3}})?(?!\d)")
_TAXES = re.compile(whole("mã số thuế", "mã thuế", "mst"))
_LONG = re.compile(r"(?<![\w+/])(?<!\d[.,])\d{3,}(?: ?\d{3,}){0,5}(?!\w)(?![.,/]\d)")
FEWEST_OF_LONG = 9
# Of companies, who pay to be called.
_CALLED_BY_ALL = ("1800", "1900")
_DIGIT_WORD = "không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín"
_SPELT_OUT = re.compile(rf"(?<!\w)(?:{_DIGIT_WORD})(?:[ ,.\-]{{1,3}}(?:{_DIGIT_WORD})){{8,12}}(?!\w)")  # fmt: skip


class FoundNumber(NamedTuple):
    """A finding at offsets of the plain view; `why` is a key of `reasons`."""

    start: int
    end: int
    kind: PersonalKind
    why: str


def identity_numbers(words: str) -> list[str]:
    """Return the identity numbers in what an office publishes, digits only, in their order."""
    found = [
        "".join(match.groups())
        for match in _PUBLISHED_IDENTITY.finditer(words)
        if 1 <= int(match[1]) <= LAST_PROVINCE
    ]
    return found + [
        re.sub(r"\D", "", match[1]) for match in _PUBLISHED_OLD_IDENTITY.finditer(words)
    ]


def found_numbers(view: PlainView) -> Iterator[FoundNumber]:
    """Yield what may be a person's number, one piece of text maybe by several names."""
    text = masked(view.text, view.lower)
    known = list(_known(text, view.lower))
    yield from known
    # What is known better is not told as a long number too.
    yield from _long(with_mask(text, ((one.start, one.end) for one in known)))


def _known(text: str, lower: str) -> Iterator[FoundNumber]:
    yield from _identities(text, lower)
    yield from _telephones(text, lower)
    yield from _named(text, lower)


def _identities(text: str, lower: str) -> Iterator[FoundNumber]:
    for found in matches(_TWELVE, text):
        digits = re.sub(r"\D", "", found[0])
        if _is_told(_PAPERS, lower, found, before=40, behind=15):
            yield FoundNumber(*found.span(), PersonalKind.IDENTITY, "paper_named")
        elif digits[0] == "0" and 1 <= int(digits[:3]) <= LAST_PROVINCE:
            yield FoundNumber(*found.span(), PersonalKind.IDENTITY, "identity_twelve")
    for found in _NINE.finditer(text):
        if _is_told(_PAPERS, lower, found, before=40, behind=15):
            yield FoundNumber(*found.span(), PersonalKind.IDENTITY, "paper_named")
    for found in _PASSPORT.finditer(text):
        if _is_told(_PASSPORTS, lower, found, before=40, behind=0):
            yield FoundNumber(*found.span(), PersonalKind.IDENTITY, "paper_named")


def _telephones(text: str, lower: str) -> Iterator[FoundNumber]:
    for found in matches(_TELEPHONE, text):
        yield FoundNumber(*found.span(), PersonalKind.PHONE, "telephone")
    for found in matches(_WITHOUT_NOUGHT, text):
        if _is_told(_TELEPHONES, lower, found, before=25, behind=0):
            yield FoundNumber(*found.span(), PersonalKind.PHONE, "telephone_named")
    for found in _SPELT_OUT.finditer(lower):
        yield FoundNumber(*found.span(), PersonalKind.PHONE, "spelt_out")


def _named(text: str, lower: str) -> Iterator[FoundNumber]:
    for found in matches(_ACCOUNT, text):
        if _is_told(_ACCOUNTS, lower, found, before=45, behind=0) or _is_told(
            _BANK_BEHIND, lower, found, before=0, behind=25
        ):
            yield FoundNumber(*found.span(), PersonalKind.ACCOUNT, "account_named")
    for found in matches(_TAX, text):
        if _is_told(_TAXES, lower, found, before=30, behind=10):
            yield FoundNumber(*found.span(), PersonalKind.TAX, "tax_named")


def _long(text: str) -> Iterator[FoundNumber]:
    for found in _LONG.finditer(text):
        count = sum(sign.isdigit() for sign in found[0])
        if count < FEWEST_OF_LONG or found[0].startswith(_CALLED_BY_ALL):
            continue
        if count == FEWEST_OF_LONG and not found[0].endswith("000"):
            yield FoundNumber(*found.span(), PersonalKind.IDENTITY, "identity_nine")
        elif count > FEWEST_OF_LONG:
            yield FoundNumber(*found.span(), PersonalKind.NUMBER, "long_number")


def _is_told(
    pattern: re.Pattern[str], lower: str, found: re.Match[str], *, before: int, behind: int
) -> bool:
    """Whether words of `pattern` stand near: before it with no other number between, or right behind."""
    start, end = found.span()
    ahead = re.split(r"\d[.\d]{5,}|\n\n|;", lower[max(0, start - before) : start])[-1]
    return bool(pattern.search(ahead) or (behind and pattern.search(lower[end : end + behind])))
