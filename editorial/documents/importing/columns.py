"""Which column of a table says what, by the headings that offices really write."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from django.utils.translation import gettext as _

from editorial.document_numbers.folding import folded_name


class Column(StrEnum):
    """What a column says; the value is its heading in the template that is offered."""

    NUMBER = "Số ký hiệu"
    KIND = "Loại văn bản"
    ISSUER = "Cơ quan ban hành"
    ISSUED_ON = "Ngày ban hành"
    EFFECTIVE_ON = "Ngày hiệu lực"
    ENDS_ON = "Ngày hết hiệu lực"
    ABSTRACT = "Trích yếu"
    SIGNER = "Người ký"
    POSITION = "Chức vụ"
    FIELD = "Lĩnh vực"
    ATTACHED = "Tệp"
    SECRECY = "Độ mật"


NEEDED = (Column.NUMBER, Column.ISSUER, Column.ISSUED_ON, Column.ABSTRACT)

# As `folded_name` writes them. Records offices' exports, the former portals' lists, and what people type.
_SPELLINGS: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: (
        *("so ky hieu", "so va ky hieu", "ky hieu", "so hieu", "so hieu van ban", "so van ban"),
        *("so kh", "so ky hieu van ban", "so den ky hieu", "sokyhieu"),
    ),
    Column.KIND: ("loai van ban", "loai", "ten loai", "ten loai van ban", "the loai", "loai vb", "hinh thuc van ban"),
    Column.ISSUER: (
        *("co quan ban hanh", "don vi ban hanh", "noi ban hanh", "co quan", "cqbh", "don vi"),
        "co quan to chuc ban hanh",
    ),
    Column.ISSUED_ON: (
        *("ngay ban hanh", "ngay van ban", "ngay", "ngay thang", "ngay thang van ban", "ngay ky"),
        *("ngay thang nam", "ngay thang nam van ban", "ngaybanhanh", "ngay bh"),
    ),
    Column.EFFECTIVE_ON: ("ngay hieu luc", "ngay co hieu luc", "hieu luc tu", "hieu luc tu ngay", "ngay hl"),
    Column.ENDS_ON: ("ngay het hieu luc", "het hieu luc", "hieu luc den", "hieu luc den ngay"),
    Column.ABSTRACT: (
        *("trich yeu", "trich yeu noi dung", "noi dung", "noi dung trich yeu", "tieu de", "ve viec"),
        *("ten loai va trich yeu noi dung", "ten van ban", "trichyeu"),
    ),
    Column.SIGNER: ("nguoi ky", "ho ten nguoi ky", "ky boi", "nguoi ky van ban", "nguoiky"),
    Column.POSITION: ("chuc vu", "chuc danh", "chuc vu nguoi ky", "quyen han chuc vu"),
    Column.FIELD: ("linh vuc", "linh vuc van ban", "chu de"),
    Column.ATTACHED: (
        *("tep", "tep tin", "ten tep", "file", "ten file", "tap tin", "tep dinh kem", "file dinh kem"),
        *("dinh kem", "toan van", "duong dan tep"),
    ),
    Column.SECRECY: ("do mat", "muc do mat", "mat"),
}  # fmt: skip
# The nearer the front, the surer: of two columns that may say the same, the surer one is read.
_BY_SPELLING = {
    spelling: (place, column)
    for column, spellings in _SPELLINGS.items()
    for place, spelling in enumerate(spellings)
}


class UnreadableRegister(Exception):
    """The table as a whole cannot be read; its text says what to do."""


def columns_in(headings: Iterable[str], needed: Collection[Column] = NEEDED) -> dict[str, Column]:
    """Return by heading what each column says; headings that say nothing known are left out.

    Raises UnreadableRegister where a column of `needed` is missing.
    """
    found: dict[Column, tuple[int, str]] = {}
    for heading in headings:
        place, column = _BY_SPELLING.get(folded_name(heading), (0, None))
        if column is not None and (column not in found or place < found[column][0]):
            found[column] = (place, heading)
    absent = [column.value for column in needed if column not in found]
    if absent:
        raise UnreadableRegister(
            _(
                "The first line lacks these columns: %(columns)s. Write them as here and send the table again."
            )
            % {"columns": ", ".join(absent)}
        )
    return {heading: column for column, (_place, heading) in found.items()}
