"""Numbers of official documents as they are read aloud: "49/2024/NĐ-CP" is number 49 of 2024. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .numbers import number_in_words

_NUMBER = re.compile(
    r"(?<![\w/])(?P<serial>\d{1,6})(?P<suffix>[a-z]?)\s*(?:/(?P<year>(?:19|20)\d\d))?\s*[/-]\s*"
    r"(?P<kind>[A-ZĐ][A-ZĐa-z]{0,4})(?P<rest>(?:\d{1,2})?(?:[-/][A-ZĐƯ][\wĐƯ&]*(?:\.[\wĐƯ&]+)*)*)(?![\w/])"
)
_KINDS = {
    "NĐ": "Nghị định", "QĐ": "Quyết định", "TT": "Thông tư", "NQ": "Nghị quyết", "CT": "Chỉ thị", "KH": "Kế hoạch",
    "TB": "Thông báo", "BC": "Báo cáo", "HD": "Hướng dẫn", "KL": "Kết luận", "TTr": "Tờ trình", "CĐ": "Công điện",
    "PL": "Pháp lệnh", "QH": "Luật", "CTr": "Chương trình", "PA": "Phương án", "GM": "Giấy mời",
    "TTLT": "Thông tư liên tịch",
    "QC": "Quy chế", "ĐA": "Đề án", "UBND": "Công văn", "HĐND": "Công văn",
}  # fmt: skip
# What stands alone behind a serial is who wrote it, or a law's term of the National Assembly.
_BODIES_ALONE = frozenset({"UBND", "HĐND"})


def official_numbers_in_words(text: str, forms: Mapping[str, str]) -> str:
    """Return `text` with the numbers of documents as they are said. `forms`: how bodies are said, by their letters."""
    return _NUMBER.sub(lambda hit: _said(hit, forms), text)


def _said(hit: re.Match[str], forms: Mapping[str, str]) -> str:
    kind = _KINDS.get(hit["kind"])
    if kind is None:
        return hit.group()
    said = number_in_words(int(hit["serial"]))
    if hit["suffix"]:
        said = f"{said} {hit['suffix']}"
    if hit["year"]:
        said = f"{said} năm {number_in_words(int(hit['year']))}"
    before = hit.string[: hit.start()].rstrip()
    if not re.search(rf"(?:{kind}|luật|văn bản)(?:\s+số)?:?$", before, re.IGNORECASE):
        said = said if before.endswith("số") else f"số {said}"
        said = f"{kind} {said}" if not before.endswith("số") else said
    bodies = [hit["kind"]] if hit["kind"] in _BODIES_ALONE else []
    bodies += (
        [] if bodies or hit["kind"] == "QH" else re.findall(r"[^\W\d_][\w.&]*", hit["rest"])[:1]
    )
    by = [forms[one] for one in bodies if one in forms]
    return f"{said} của {by[0]}" if by else said
