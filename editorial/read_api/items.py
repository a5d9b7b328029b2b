"""What programs are told of a story and of its files."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from portals.read_api.resources import ApiItem


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CodedName(_Part):
    """Something with a code and a name."""

    code: str = Field(description="Mã, không đổi.")
    name: str = Field(description="Tên.")


class SectionName(CodedName):
    """The section of a portal in which something stands."""

    url: str = Field(description="Địa chỉ của chuyên mục trên cổng.")


class CanonicalPlace(_Part):
    """Where a story was written and stands first."""

    portal: str = Field(description="Tên miền của cổng gốc.")
    portal_name: str = Field(description="Tên cổng gốc.")
    url: str = Field(description="Địa chỉ gốc; giống nhau trên mọi cổng.")


class ApiFile(_Part):
    """A file that may be downloaded."""

    title: str = Field(description="Tên hiển thị.")
    url: str = Field(description="Địa chỉ tải về.")
    length: int | None = Field(description="Độ dài, tính bằng byte; null khi chưa đo.")
    sha1: str = Field(description="Mã băm SHA-1 của nội dung; rỗng khi chưa tính.")
    sha256: str = Field(description="Mã băm SHA-256 của nội dung; rỗng khi tệp chưa được đọc.")


class ApiCorrection(_Part):
    """What readers are told of a change."""

    at: datetime = Field(description="Lúc công bố đính chính.")
    text: str = Field(description="Nội dung đính chính.")


class ApiStory(ApiItem):
    """A story as it stands on a portal."""

    kind: CodedName = Field(description="Loại nội dung.")
    story_class: str = Field(
        description="Lớp tin khi gửi đến các cổng: ordinary, priority, urgent."
    )
    title: str = Field(description="Tiêu đề.")
    lead: str = Field(description="Tóm tắt.")
    section: SectionName = Field(description="Chuyên mục trên cổng này.")
    portal: str = Field(description="Tên miền của cổng đang đăng.")
    url: str = Field(description="Địa chỉ trên cổng đang đăng.")
    role: str = Field(description="origin: bài của cổng; republished: bài đăng lại.")
    canonical: CanonicalPlace | None = Field(description="Cổng gốc và địa chỉ gốc.")
    placed_at: datetime = Field(description="Lúc bài lên cổng này.")
    published_at: datetime | None = Field(description="Lúc đăng lần đầu.")
    changed_at: datetime | None = Field(description="Lúc đăng bản hiện tại.")
    event_at: datetime | None = Field(description="Lúc sự kiện diễn ra, nếu có.")
    source: str = Field(description="Nguồn, nếu không phải của cổng.")
    byline: str = Field(description="Tác giả.")
    files: list[ApiFile] = Field(description="Tệp kèm theo, đã qua kiểm tra.")
    corrections: list[ApiCorrection] = Field(description="Các đính chính đã công bố.")
    body_html: str | None = Field(
        description="Nội dung, HTML đã làm sạch; chỉ có ở địa chỉ của một mục."
    )
    body_text: str | None = Field(description="Nội dung, chữ thuần; chỉ có ở địa chỉ của một mục.")
