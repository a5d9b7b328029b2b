"""Refusals as programs read them: RFC 9457, in words of the language that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from pydantic import BaseModel, Field

CONTENT_TYPE = "application/problem+json"


class WrongParameter(BaseModel):
    """One parameter that cannot be read."""

    name: str = Field(description="Tên tham số.")
    detail: str = Field(description="Vì sao không đọc được.")


class ProblemDetails(BaseModel):
    """A refusal (RFC 9457)."""

    type: str = Field(description="Luôn là about:blank: mã HTTP đã nói loại lỗi.")
    title: str = Field(description="Tên của lỗi.")
    status: int = Field(description="Mã HTTP.")
    detail: str = Field(description="Điều đã xảy ra và cách làm tiếp.")
    code: str = Field(description="Mã lỗi cho chương trình, không đổi theo ngôn ngữ.")
    errors: list[WrongParameter] = Field(
        default_factory=list, description="Từng tham số sai, nếu có."
    )


class ReadProblem(Exception):
    """Raised where a question cannot be answered; `code` names the case to programs, whatever the language."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        title: str,
        detail: str,
        *,
        errors: Sequence[WrongParameter] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = headers or {}
        self.told = ProblemDetails(
            type="about:blank",
            title=title,
            status=status,
            detail=detail,
            code=code,
            errors=list(errors),
        )

    def answer(self) -> JsonResponse:
        told: dict[str, Any] = self.told.model_dump(mode="json")
        if not told["errors"]:
            del told["errors"]
        response = JsonResponse(
            told,
            status=self.status,
            content_type=CONTENT_TYPE,
            json_dumps_params={"ensure_ascii": False},
            headers=self.headers,
        )
        # What is refused now may be answered in a moment.
        response["Cache-Control"] = "no-store"
        return response
