"""What is found, and what is hidden: offsets with a kind and a reason. Neither ever holds the words themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PersonalKind(StrEnum):
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
    PersonalKind.EMAIL: "thư điện tử",
    PersonalKind.IDENTITY: "số giấy tờ tùy thân",
    PersonalKind.TAX: "mã số thuế",
    PersonalKind.ACCOUNT: "số tài khoản",
    PersonalKind.PHONE: "số điện thoại",
    PersonalKind.LAND: "số giấy tờ về đất",
    PersonalKind.PLATE: "biển số xe",
    PersonalKind.BIRTH: "ngày sinh",
    PersonalKind.ADDRESS: "địa chỉ nhà",
    PersonalKind.NAME: "tên người",
    PersonalKind.NUMBER: "dãy số",
    PersonalKind.OTHER: "thông tin cá nhân",
}
_WORDS = {
    PersonalKind.EMAIL: _("E-mail address"),
    PersonalKind.IDENTITY: _("Number of an identity paper"),
    PersonalKind.TAX: _("Tax code"),
    PersonalKind.ACCOUNT: _("Bank account"),
    PersonalKind.PHONE: _("Telephone number"),
    PersonalKind.LAND: _("Number of a land certificate or parcel"),
    PersonalKind.PLATE: _("Number plate"),
    PersonalKind.BIRTH: _("Date of birth"),
    PersonalKind.ADDRESS: _("Address of a home"),
    PersonalKind.NAME: _("Name of a person"),
    PersonalKind.NUMBER: _("Long number"),
    PersonalKind.OTHER: _("Other personal data"),
}
RANK = {kind: rank for rank, kind in enumerate(PersonalKind)}


@dataclass(frozen=True, slots=True)
class PersonalFinding:
    """`text[start:end]` may be personal data; `why` says by what it was recognised, in the language in force."""

    start: int
    end: int
    kind: PersonalKind
    why: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """`text[start:end]` is hidden, for `reason`. Offsets count characters of the text as it is stored."""

    start: int
    end: int
    kind: PersonalKind
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
        return cls(values["start"], values["end"], PersonalKind(values["kind"]), values["reason"])
