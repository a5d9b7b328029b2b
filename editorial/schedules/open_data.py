"""The leaders' weeks as a set of data: what citizens may read of them, and of what was withdrawn nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Max, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from editorial.open_data.registry import DataFrequency
from editorial.open_data.tables import OpenTable, TableColumn, TableOfPortal, moment
from editorial.public.section_paths import section_paths

from .enums import RowState
from .models import ScheduleRow
from .public.section import SECTION_TYPE

if TYPE_CHECKING:
    from portals.models import Portal

READ_AT_ONCE = 500
STATES = {
    RowState.PLANNED: "theo-lich",
    RowState.CHANGED: "thay-doi",
    RowState.CANCELLED: "huy",
}


class LeadersWeeks(OpenTable):
    """One row for each appointment that citizens may read."""

    key = "lich-lam-viec"
    title = _("Leaders' weekly schedules")
    description = _(
        "Each public appointment with day, hours, leader, place, and whether it was cancelled."
    )
    frequency = DataFrequency.WEEKLY
    columns = (
        TableColumn("ma", "Mã", note="Cũng là UID trong lịch .ics"),
        TableColumn("tuan", "Thứ Hai của tuần", "date"),
        TableColumn("ngay", "Ngày", "date"),
        TableColumn("bat_dau", "Bắt đầu", "time"),
        TableColumn("ket_thuc", "Kết thúc", "time"),
        TableColumn("lanh_dao", "Lãnh đạo"),
        TableColumn("noi_dung", "Nội dung"),
        TableColumn("dia_diem", "Địa điểm"),
        TableColumn("thanh_phan", "Thành phần"),
        TableColumn("trang_thai", "Trạng thái", note="theo-lich, thay-doi hoặc huy"),
        TableColumn("cong_khai_luc", "Công khai lúc", "datetime"),
        TableColumn("sua_luc", "Sửa lần cuối lúc", "datetime", note="Để trống nếu chưa sửa"),
    )  # fmt: skip

    def of_portals(self, portals: Collection[Portal]) -> Iterator[TableOfPortal]:
        """Two queries."""
        counted = (
            _public_rows()
            .filter(schedule__portal__in=portals)
            .order_by("schedule__portal")
            .values_list("schedule__portal")
            .annotate(
                first=Min("public_since"), last=Max("public_since"), changed=_last_change(),
                from_week=Min("schedule__monday"), to_week=Max("schedule__monday"),
            )
        )  # fmt: skip
        paths = section_paths(portals, SECTION_TYPE)
        for portal_id, first, last, changed, from_week, to_week in counted:
            covers = (from_week, to_week + timedelta(days=6))
            page = paths.get(portal_id, "")
            yield TableOfPortal(portal_id, first, max(last, changed or last), page, covers)

    def holds(self, portal: Portal) -> Exists:
        return Exists(_public_rows().filter(schedule__portal=portal))

    def lines(self, portal: Portal) -> Iterator[Sequence[Any]]:
        """One query; the newest week first, each in the order of its days."""
        rows = (
            _public_rows()
            .filter(schedule__portal=portal)
            .select_related("schedule")
            .annotate(changed_at=_last_change())
            .order_by("-schedule__monday", "weekday", F("begins").asc(nulls_first=True), "pk")
        )
        for row in rows.iterator(READ_AT_ONCE):
            yield [
                *(row.uid, row.schedule.monday, row.day, row.begins, row.ends),
                *(row.leader, row.content, row.place, row.participants),
                *(STATES[RowState(row.state)], moment(row.public_since), moment(row.changed_at)),
            ]


def _public_rows() -> QuerySet[ScheduleRow]:
    return ScheduleRow.objects.filter(
        public_since__isnull=False, schedule__published_at__isnull=False
    )


def _last_change() -> Max:
    """When a row was changed last since citizens may read it: what was before is not theirs."""
    return Max("changes__made_at", filter=Q(changes__made_at__gte=F("public_since")))
