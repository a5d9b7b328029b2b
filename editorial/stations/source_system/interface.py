"""What a source information system can be asked for. Stations know it by this alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class SystemFault(Exception):
    """It did not do what was asked, and may later. The text is for the operator, in English."""


class BulletinRefused(SystemFault):
    """It takes this bulletin neither now nor later."""


@dataclass(frozen=True, slots=True)
class HandedBulletin:
    """A bulletin for the loudspeakers of one unit. `code` stays its name with every try and every change of its text.

    `bulletin_class` is one of Circular 39/2020 (`ordinary`, `priority`, `urgent`); `air_at` when it is first aired by
    what its writer said, `air_by` the deadline that its sender set, if any; `sound` the whole address of a file to be
    heard, "" where there is only the text.
    """

    code: str
    unit: str
    unit_name: str
    title: str
    text: str
    bulletin_class: str
    air_at: datetime
    address: str
    air_by: datetime | None = None
    sound: str = ""
    sound_type: str = ""


@dataclass(frozen=True, slots=True)
class AiredReceipt:
    """The loudspeakers of `unit` aired the bulletin `code`, as the system says. Nothing of it is checked yet."""

    code: str
    unit: str
    aired_at: datetime


class SourceInformationSystem(Protocol):
    """Each call takes seconds and may be repeated: keep it out of transactions and requests. Raises `SystemFault`."""

    def push(self, bulletin: HandedBulletin) -> str:
        """Hand a bulletin over, or its text anew. Returns what the system calls it, "" where it does not say.

        Raises `BulletinRefused` where another try would end the same.
        """
        ...

    def receipts(self, codes: Sequence[str]) -> list[AiredReceipt]:
        """Return what was aired of these bulletins, the same again with each question."""
        ...

    def cancel(self, code: str) -> None:
        """Have a bulletin aired no more. One that the system does not know is no error."""
        ...
