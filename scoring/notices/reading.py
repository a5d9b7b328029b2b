"""What a notice says of how the portals of its month were read, in the words of the paper."""

from __future__ import annotations

from collections.abc import Sequence

from editorial.readership.monthly import ReadMonth

READ = "Lượt xem trong tháng"
# All names of a province of which nobody reads anything are no sentence any more.
MOST_UNREAD = 20


def told_of_reading(read: ReadMonth, unread: Sequence[str]) -> list[str]:
    """The paragraphs: how many views there were, what was read most, which portals nobody looked at."""
    said = [f"Các Cổng có tên trong Phụ lục có {_number(read.views)} lượt xem, {_compared(read)}."]
    if read.most_read:
        titles = "; ".join(f"“{title}” ({_number(views)} lượt)" for title, views in read.most_read)
        said.append(f"Tin, bài được xem nhiều nhất: {titles}.")
    said.append(f"{_unread(unread)} Lượt xem để tham khảo, không tính vào điểm.")
    return said


def _compared(read: ReadMonth) -> str:
    if read.change is None:
        return "chưa có số liệu tháng trước để so sánh"
    before = f"tháng trước ({_number(read.before)} lượt)"
    if not read.change:
        return f"tương đương {before}"
    return f"{'tăng' if read.change > 0 else 'giảm'} {_number(abs(read.change))}% so với {before}"


def _unread(names: Sequence[str]) -> str:
    if not names:
        return "Cổng nào cũng có người xem."
    more = len(names) - MOST_UNREAD
    rest = f" và {more} Cổng khác" if more > 0 else ""
    return f"Không có lượt xem nào: {', '.join(names[:MOST_UNREAD])}{rest}."


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
