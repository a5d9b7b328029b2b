"""What a list is asked with, read from the address: names that it does not know are refused as wrong values are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portals.models import Portal

from .cursors import LONGEST_CURSOR
from .problems import ReadProblem, WrongParameter

MOST_A_PAGE = 100
LONGEST_FIELDS = 400
NUL = "\x00"
Hostname = Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[a-z0-9.-]+$")]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_-]+$")]


class OneQuery(BaseModel):
    """What every answer can be asked with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Annotated[str, Field(pattern=r"^[a-z_]+(,[a-z_]+)*$")] | None = Field(
        None,
        max_length=LONGEST_FIELDS,
        description="Chỉ lấy những trường này, cách nhau bằng dấu phẩy; “id” luôn có.",
        examples=["title,url"],
    )
    lang: Literal["vi", "en"] = Field(
        "vi",
        description="Ngôn ngữ của tên loại, trạng thái và thông báo lỗi. Nội dung giữ nguyên ngôn ngữ gốc.",
    )


class ListQuery(OneQuery):
    """What every list can be asked with."""

    limit: Annotated[int, Field(ge=1, le=MOST_A_PAGE)] = Field(
        50, description="Số mục mỗi trang, nhiều nhất 100."
    )
    cursor: Annotated[str, Field(min_length=1, max_length=LONGEST_CURSOR)] | None = Field(
        None, description="Giá trị “next” của trang trước; giữ nguyên các bộ lọc khác."
    )
    portal: Hostname | None = Field(
        None,
        description="Tên miền của một cổng. Trên cổng của tỉnh: thu hẹp vào cổng đó.",
        examples=["vuninh.bacninh.example.vn"],
    )


class TieredQuery(ListQuery):
    """A list that can be narrowed to the portals of a tier."""

    tier: Code | None = Field(
        None, description="Mã cấp của cổng, như ở trường tier của danh sách cổng."
    )


@dataclass(frozen=True, slots=True)
class ApiQuestion[QueryT: OneQuery]:
    """A question on the host of `portal`. `scope` is the one portal that it is about; None for all."""

    portal: Portal
    scope: Portal | None
    query: QueryT
    now: datetime
    # Which fields are wanted.
    fields: frozenset[str]

    @property
    def day(self) -> date:
        from portals.clock import local_date

        return local_date(self.now)


def read_query[QueryT: OneQuery](model: type[QueryT], given: QueryDict) -> QueryT:
    """Raises ReadProblem that names each parameter which cannot be read."""
    wrong = [name for name, values in given.lists() if len(values) > 1]
    unread = [name for name, values in given.lists() if any(NUL in one for one in (name, *values))]
    if wrong or unread:
        raise wrong_parameters(
            [*((one, _("It is given twice.")) for one in wrong)]
            + [(one.replace(NUL, ""), _("It holds a character that is no text.")) for one in unread]
        )
    try:
        return model.model_validate(given.dict())
    except ValidationError as error:
        found = [(str(one["loc"][0]), _told(dict(one))) for one in error.errors()]
        raise wrong_parameters(found) from error


def wrong_parameters(found: Iterable[tuple[str, str]]) -> ReadProblem:
    errors = [WrongParameter(name=name, detail=detail) for name, detail in found]
    return ReadProblem(
        HTTPStatus.BAD_REQUEST,
        "bad_parameter",
        _("A parameter is not valid"),
        "; ".join(f"{one.name}: {one.detail}" for one in errors),
        errors=errors,
    )


def wanted_fields(
    query: OneQuery, known: Collection[str], offered: Collection[str]
) -> frozenset[str]:
    """Return which of `offered` are wanted; raises ReadProblem for one that is not among them."""
    if query.fields is None:
        return frozenset(offered)
    asked = set(query.fields.split(","))
    if elsewhere := sorted(asked & set(known) - set(offered)):
        raise wrong_parameters(
            [("fields", _("%s is given at the address of one item only.") % ", ".join(elsewhere))]
        )
    if unknown := sorted(asked - set(known)):
        raise wrong_parameters([("fields", _("There is no field %s.") % ", ".join(unknown))])
    return frozenset(asked | {"id"})


def _told(error: dict[str, Any]) -> str:
    """What is wrong, in our own words: those of the library are English."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return _("There is no such parameter here.")
        case "int_parsing" | "int_type" | "int_parsing_size":
            return _("It must be a whole number.")
        case "greater_than_equal":
            return _("It must be at least %s.") % limits["ge"]
        case "less_than_equal":
            return _("It must be at most %s.") % limits["le"]
        case "literal_error":
            return _("It must be one of: %s.") % limits["expected"]
        case "string_too_long" | "string_too_short":
            return _("It is too long or empty.")
        case kind if kind.startswith("date"):
            return _("It must be a day such as 2026-11-29.")
        case _other:
            return _("It is not of the form that the description names.")
