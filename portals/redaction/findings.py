"""What is found, and what is hidden: offsets with a kind and a reason. Neither ever holds the words themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What may be hidden. Of two that are found at one place, the one that stands first here is told."""

    EMAIL = "email"
    IDENTITY = "identity"
    TAX = "tax"
    ACCOUNT = "account"
    PHONE = "phone"
    LAND = "land"
    PLATE = "plate"
    BIRTH = "birth"
    ADDRESS = "address"
    NAME = "name"
    NUMBER = "number"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What stands in the place of hidden words: in Vietnamese, as the words around it."""
        return f"[{_LABELS[self]}]"

    @property
    def words(self) -> Promise:
        """Its name on the desk."""
        return _WORDS[self]


_LABELS = {
    Kind.EMAIL: "thư điện tử",
    Kind.IDENTITY: "số giấy tờ tùy thân",
    Kind.TAX: "mã số thuế",
    Kind.ACCOUNT: "số tài khoản",
    Kind.PHONE: "số điện thoại",
    Kind.LAND: "số giấy tờ về đất",
    Kind.PLATE: "biển số xe",
    Kind.BIRTH: "ngày sinh",
    Kind.ADDRESS: "địa chỉ nhà",
    Kind.NAME: "tên người",
    Kind.NUMBER: "dãy số",
    Kind.OTHER: "thông tin cá nhân",
}
_WORDS = {
    Kind.EMAIL: _("E-mail address"),
    Kind.IDENTITY: _("Number of an identity paper"),
    Kind.TAX: _("Tax code"),
    Kind.ACCOUNT: _("Bank account"),
    Kind.PHONE: _("Telephone number"),
    Kind.LAND: _("Number of a land certificate or parcel"),
    Kind.PLATE: _("Number plate"),
    Kind.BIRTH: _("Date of birth"),
    Kind.ADDRESS: _("Address of a home"),
    Kind.NAME: _("Name of a person"),
    Kind.NUMBER: _("Long number"),
    Kind.OTHER: _("Other personal data"),
}
RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class PersonalFinding:
    """`text[start:end]` may be personal data; `why` says by what it was recognised, in the language in force."""

    start: int
    end: int
    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """`text[start:end]` is hidden, for `reason`. Offsets count characters of the text as it is stored."""

    start: int
    end: int
    kind: Kind
    reason: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("Nothing is hidden by such offsets.")

    def as_values(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "kind": str(self.kind),
            "reason": self.reason,
        }

    @classmethod
    def of_values(cls, values: dict[str, Any]) -> Hidden:
        return cls(values["start"], values["end"], Kind(values["kind"]), values["reason"])
