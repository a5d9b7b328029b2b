"""Administrative procedures in the public read API: those that a portal handles, on the province's host all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from portals.addresses import main_origin
from portals.read_api.asking import ApiQuestion, ListQuery, OneQuery
from portals.read_api.cursors import CursorKey
from portals.read_api.resources import ApiItem, ReadResource

from .handling import procedures_of
from .models import Procedure

# Rows that stand in an order with each procedure.
_ROWS = ("procedurepaper_rows", "procedurestep_rows", "procedurefee_rows", "procedurebasis_rows")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ApiPaper(_Row):
    """A paper to bring."""

    name: str = Field(description="Giấy tờ.")
    case: str = Field(description="Trường hợp cần.")
    originals: int = Field(description="Số bản chính.")
    copies: int = Field(description="Số bản sao.")
    form_name: str = Field(description="Tên mẫu đơn, tờ khai.")
    form_url: str = Field(description="Địa chỉ của mẫu.")


class ApiFee(_Row):
    """A fee."""

    amount: int | None = Field(description="Số tiền, đồng; null khi chỉ có lời.")
    words: str = Field(description="Diễn giải.")


class ApiBasis(_Row):
    """A document that a procedure rests on."""

    number: str = Field(description="Số, ký hiệu.")
    title: str = Field(description="Tên văn bản.")
    issued_on: date | None = Field(description="Ngày ban hành.")


class ApiProcedure(ApiItem):
    """A procedure as the national catalogue describes it."""

    version: int = Field(description="Lần cập nhật.")
    name: str = Field(description="Tên thủ tục.")
    url: str = Field(description="Địa chỉ trên cổng.")
    subject_field: str = Field(description="Lĩnh vực.")
    levels: list[str] = Field(description="Cấp thực hiện: bo, tinh, huyen, xa.")
    agencies: list[str] = Field(description="Cơ quan thực hiện.")
    applicants: str = Field(description="Đối tượng thực hiện.")
    ways: list[str] = Field(description="Cách nộp: truc-tiep, truc-tuyen, buu-chinh.")
    anywhere: bool = Field(description="Nộp ở bất kỳ nơi nào trong tỉnh.")
    working_days: int | None = Field(description="Thời hạn, ngày làm việc.")
    time_words: str = Field(description="Thời hạn bằng lời.")
    result: str = Field(description="Kết quả.")
    decision: str = Field(description="Quyết định công bố.")
    life_events: list[str] = Field(description="Sự kiện đời sống.")
    service_url: str = Field(description="Địa chỉ dịch vụ công.")
    valid_from: date = Field(description="Áp dụng từ ngày.")
    changed_at: datetime = Field(description="Lúc cập nhật.")
    papers: list[ApiPaper] = Field(description="Hồ sơ.")
    steps: list[str] = Field(description="Các bước.")
    fees: list[ApiFee] = Field(description="Phí, lệ phí.")
    bases: list[ApiBasis] = Field(description="Căn cứ pháp lý.")


class ProcedureResource(ReadResource[ListQuery]):
    name = "procedures"
    rank = 60
    title = _("Administrative procedures")
    description = _("What people come to an office for: papers, fees, time, steps, legal bases.")
    item = ApiProcedure
    query = ListQuery
    example_id = "1.001612"

    def page(
        self, asked: ApiQuestion[ListQuery], after: CursorKey | None, number: int
    ) -> Sequence[tuple[CursorKey, ApiItem]]:
        """Five queries."""
        found = _standing(asked)
        if after:
            found = found.filter(code__gt=after[0])
        origin = main_origin(asked.scope or asked.portal)
        return [([one.code], _told(one, origin)) for one in found.order_by("code")[:number]]

    def one(self, asked: ApiQuestion[OneQuery], item_id: str) -> ApiItem | None:
        found = _standing(asked).filter(code=item_id).first()
        return _told(found, main_origin(asked.scope or asked.portal)) if found else None


def _standing(asked: ApiQuestion[OneQuery]) -> QuerySet[Procedure]:
    # Without a scope it is the province that is asked, which has all.
    return procedures_of(asked.scope or asked.portal).prefetch_related(*_ROWS)


def _told(one: Procedure, origin: str) -> ApiProcedure:
    papers, steps, fees, bases = (
        sorted(getattr(one, name).all(), key=lambda row: row.position) for name in _ROWS
    )
    return ApiProcedure(
        id=one.code,
        version=one.version,
        name=one.name,
        url=origin + one.path,
        subject_field=one.field,
        levels=one.levels,
        agencies=one.agencies,
        applicants=one.applicants,
        ways=one.ways,
        anywhere=one.anywhere,
        working_days=one.working_days,
        time_words=one.time_words,
        result=one.result,
        decision=one.decision,
        life_events=one.life_events,
        service_url=one.service_url,
        valid_from=one.valid_from,
        changed_at=one.changed_at,
        papers=[
            ApiPaper(
                name=row.name,
                case=row.case,
                originals=row.originals,
                copies=row.copies,
                form_name=row.form_name,
                form_url=row.form_link,
            )
            for row in papers
        ],
        steps=[row.words for row in steps],
        fees=[ApiFee(amount=row.amount, words=row.words) for row in fees],
        bases=[
            ApiBasis(number=row.number, title=row.title, issued_on=row.issued_on) for row in bases
        ],
    )


PROCEDURES = ProcedureResource()
