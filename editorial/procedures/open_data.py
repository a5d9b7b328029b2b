"""Procedures as sets of data: one row a procedure, and one row a paper that it asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from editorial.open_data.registry import DataFrequency
from editorial.open_data.tables import OpenTable, TableColumn, TableOfPortal, truth
from editorial.public.section_paths import section_paths
from portals.addresses import main_origin
from portals.clock import LOCAL_ZONE

from .handling import handles, procedures_of, standing_procedures
from .models import Procedure, ProcedureBasis, ProcedureFee, ProcedurePaper
from .public.section import SECTION_TYPE

if TYPE_CHECKING:
    from portals.models import Portal

READ_AT_ONCE = 500


class Procedures(OpenTable):
    """What a portal handles, as the national catalogue describes it; the portal that runs the install has all."""

    key = "thu-tuc-hanh-chinh"
    title = _("Administrative procedures")
    description = _(
        "Each procedure with fee, time, who may apply, result, legal bases and address."
    )
    frequency = DataFrequency.IRREGULAR
    columns = (
        TableColumn("ma", "Mã thủ tục", note="Mã của Cơ sở dữ liệu quốc gia về thủ tục hành chính"),
        TableColumn("phien_ban", "Lần cập nhật", "integer"),
        TableColumn("ten", "Tên thủ tục"),
        TableColumn("linh_vuc", "Lĩnh vực"),
        TableColumn("cap", "Cấp thực hiện", note="bo, tinh, huyen, xa; nhiều cấp cách nhau bằng dấu chấm phẩy"),
        TableColumn("co_quan", "Cơ quan thực hiện"),
        TableColumn("doi_tuong", "Đối tượng thực hiện"),
        TableColumn("cach_nop", "Cách nộp", note="truc-tiep, truc-tuyen, buu-chinh"),
        TableColumn("phi_dia_gioi", "Nộp ở bất kỳ nơi nào trong tỉnh", "boolean"),
        TableColumn("so_ngay", "Thời hạn", "integer", note="ngày làm việc"),
        TableColumn("thoi_han", "Thời hạn bằng lời"),
        TableColumn("phi_thap_nhat", "Phí, lệ phí thấp nhất", "integer", note="đồng"),
        TableColumn("phi_cao_nhat", "Phí, lệ phí cao nhất", "integer", note="đồng"),
        TableColumn("phi_dien_giai", "Phí, lệ phí bằng lời"),
        TableColumn("ket_qua", "Kết quả"),
        TableColumn("can_cu", "Căn cứ pháp lý", note="số, ký hiệu văn bản"),
        TableColumn("quyet_dinh", "Quyết định công bố"),
        TableColumn("tu_ngay", "Áp dụng từ ngày", "date"),
        TableColumn("dich_vu", "Địa chỉ dịch vụ công"),
        TableColumn("dia_chi", "Địa chỉ trên cổng"),
    )  # fmt: skip

    def of_portals(self, portals: Collection[Portal]) -> Iterator[TableOfPortal]:
        return handled_by(portals)

    def holds(self, portal: Portal) -> Exists:
        return Exists(procedures_of(portal))

    def lines(self, portal: Portal) -> Iterator[Sequence[Any]]:
        """One query."""
        origin = main_origin(portal)
        rows = procedures_of(portal).annotate(
            amounts=_each(ProcedureFee, "amount"),
            fee_words=_each(ProcedureFee, "words"),
            bases=_each(ProcedureBasis, "number"),
        )
        for one in rows.order_by("code").iterator(READ_AT_ONCE):
            amounts = [amount for amount in one.amounts if amount is not None]
            yield [
                *(one.code, one.version, one.name, one.field),
                *(_listed(one.levels), _listed(one.agencies), one.applicants, _listed(one.ways)),
                *(truth(one.anywhere), one.working_days, one.time_words),
                *(min(amounts, default=None), max(amounts, default=None)),
                *(_listed(one.fee_words), one.result, _listed(one.bases), one.decision),
                *(one.valid_from, one.service_url, origin + one.path),
            ]


class ProcedurePapers(OpenTable):
    """The papers of these procedures, in their order."""

    key = "thu-tuc-giay-to"
    title = _("Papers of administrative procedures")
    description = _("Each paper that a procedure asks for, with originals, copies, case and form.")
    frequency = DataFrequency.IRREGULAR
    primary_key = ("ma_thu_tuc", "thu_tu")
    columns = (
        TableColumn("ma_thu_tuc", "Mã thủ tục"),
        TableColumn("thu_tu", "Thứ tự", "integer"),
        TableColumn("ten", "Giấy tờ"),
        TableColumn("ban_chinh", "Số bản chính", "integer"),
        TableColumn("ban_sao", "Số bản sao", "integer"),
        TableColumn("truong_hop", "Trường hợp"),
        TableColumn("mau", "Mẫu đơn, tờ khai"),
        TableColumn("mau_lien_ket", "Địa chỉ của mẫu"),
    )

    def of_portals(self, portals: Collection[Portal]) -> Iterator[TableOfPortal]:
        return handled_by(portals, with_papers=True)

    def holds(self, portal: Portal) -> Exists:
        return Exists(ProcedurePaper.objects.filter(procedure__in=procedures_of(portal)))

    def lines(self, portal: Portal) -> Iterator[Sequence[Any]]:
        """One query."""
        papers = ProcedurePaper.objects.filter(procedure__in=procedures_of(portal))
        yield from (
            papers.order_by("procedure__code", "position")
            .values_list(
                *("procedure__code", "position", "name", "originals", "copies", "case"),
                *("form_name", "form_link"),
            )
            .iterator(READ_AT_ONCE)
        )


def handled_by(
    portals: Collection[Portal], *, with_papers: bool = False
) -> Iterator[TableOfPortal]:
    """Yield which of `portals` handle procedures, or only such as ask for papers. Two queries."""
    found: QuerySet[Procedure] = standing_procedures()
    if with_papers:
        found = found.filter(Exists(ProcedurePaper.objects.filter(procedure=OuterRef("pk"))))
    groups = list(
        found.order_by()
        .values_list("levels", "agency_keys")
        .annotate(Min("valid_from"), Max("changed_at"))
    )
    paths = section_paths(portals, SECTION_TYPE)
    for portal in portals:
        mine = [
            (first, last)
            for levels, agencies, first, last in groups
            if handles(portal, levels, agencies)
        ]
        if mine:
            first = min(one[0] for one in mine)
            begun = datetime.combine(first, datetime.min.time(), LOCAL_ZONE)
            changed = max(one[1] for one in mine)
            page = paths.get(portal.pk, "")
            yield TableOfPortal(portal.pk, min(begun, changed), changed, page)


def _each(model: type[ProcedureFee | ProcedureBasis], field: str) -> ArraySubquery:
    rows = model._default_manager.filter(procedure=OuterRef("pk")).order_by("position")
    return ArraySubquery(rows.values(field))


def _listed(values: Sequence[str]) -> str:
    return "; ".join(filter(None, values))
