"""Published answers in the public read API: the public words of question and answer, as on the page of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from editorial.read_api.items import CodedName
from portals.accountability.enums import CaseKind
from portals.addresses import main_hostname, main_origin
from portals.numbers import id_in
from portals.read_api.asking import ApiQuestion, Code, OneQuery, TieredQuery
from portals.read_api.cursors import CursorKey
from portals.read_api.resources import ApiItem, ReadResource

from .models import ReleasedAnswer, ReleasedAnswerQuerySet, ReleasedFile


class AnswerQuery(TieredQuery):
    kind: Code | None = Field(None, description="Mã loại yêu cầu.", examples=["question"])
    topic: Code | None = Field(None, description="Mã chủ đề.", examples=["y-te"])
    answered_from: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))] | None = Field(
        None, description="Trả lời từ ngày này.", examples=["2026-11-01"]
    )


class ApiAnswerFile(BaseModel):
    """A file beside an answer, made fit for the public."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(description="Tên hiển thị.")
    url: str = Field(description="Địa chỉ tải về.")
    length: int = Field(description="Độ dài, tính bằng byte.")
    sha256: str = Field(description="Mã băm SHA-256 của nội dung.")
    media_type: str = Field(description="Kiểu tệp.")


class ApiAnswer(ApiItem):
    """A question that was asked of an agency, and its answer."""

    portal: str = Field(description="Tên miền của cổng đã trả lời.")
    url: str = Field(description="Địa chỉ trên cổng.")
    kind: CodedName = Field(description="Loại yêu cầu.")
    topic: CodedName | None = Field(description="Chủ đề.")
    subject: str = Field(description="Tiêu đề công khai.")
    question: str = Field(description="Câu hỏi, bản công khai.")
    answer: str = Field(description="Câu trả lời, bản công khai.")
    asked_on: date = Field(description="Ngày hỏi.")
    answered_on: date = Field(description="Ngày trả lời.")
    was_late: bool = Field(description="Trả lời quá hạn.")
    changed_at: datetime = Field(description="Lúc công bố bản hiện tại.")
    files: list[ApiAnswerFile] = Field(description="Tệp kèm câu trả lời.")


class AnswerResource(ReadResource[AnswerQuery]):
    name = "answers"
    rank = 70
    title = _("Answered questions")
    description = _("What people asked and agencies answered in public, without who asked.")
    item = ApiAnswer
    query = AnswerQuery

    def page(
        self, asked: ApiQuestion[AnswerQuery], after: CursorKey | None, number: int
    ) -> Sequence[tuple[CursorKey, ApiItem]]:
        """Two queries. Those that became public last come first: a further release gives an answer another day."""
        found = _narrowed(_standing(asked), asked.query)
        if after:
            found = found.filter(pk__lt=int(after[-1]))
        rows = found.order_by("-pk")[:number]
        return [([row.pk], _told(row)) for row in rows]

    def one(self, asked: ApiQuestion[OneQuery], item_id: str) -> ApiItem | None:
        pk = id_in(item_id)
        row = _standing(asked).filter(pk=pk).first() if pk else None
        return _told(row) if row else None


def _standing(asked: ApiQuestion[OneQuery]) -> ReleasedAnswerQuerySet:
    found = ReleasedAnswer.objects.standing().filter(portal__site__isnull=False)
    if asked.scope is not None:
        found = found.on(asked.scope)
    files = Prefetch("files", queryset=ReleasedFile.objects.order_by("number"))
    return found.select_related("portal__site").prefetch_related(files)


def _narrowed(found: ReleasedAnswerQuerySet, query: AnswerQuery) -> ReleasedAnswerQuerySet:
    if query.tier:
        found = found.filter(portal__tier=query.tier)
    if query.kind:
        found = found.filter(kind=query.kind)
    if query.topic:
        found = found.filter(topic=query.topic)
    if query.answered_from:
        found = found.filter(answered_on__gte=query.answered_from)
    return found


def _told(row: ReleasedAnswer) -> ApiAnswer:
    origin = main_origin(row.portal)
    return ApiAnswer(
        id=str(row.pk),
        portal=main_hostname(row.portal),
        url=row.address,
        kind=CodedName(code=row.kind, name=str(CaseKind(row.kind).label)),
        topic=CodedName(code=row.topic, name=row.topic_name) if row.topic else None,
        subject=row.subject,
        question=row.question,
        answer=row.answer,
        asked_on=row.asked_on,
        answered_on=row.answered_on,
        was_late=row.was_late,
        changed_at=row.released_at,
        files=[
            ApiAnswerFile(
                title=one.title,
                url=origin + one.path,
                length=one.size,
                sha256=one.sha256,
                media_type=one.media_type,
            )
            for one in row.files.all()
        ],
    )


ANSWERS = AnswerResource()
