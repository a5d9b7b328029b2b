"""What this room registers."""

from __future__ import annotations

from editorial.placements import publications, withdrawals
from portals.accountability.contested import on_ruling, register_contested

from .ending import CorrectionsEnd
from .finding import authors_of_contested, contested_text
from .noting import publish_note
from .setting_right import follow_corrections


def install() -> None:
    register_contested(contested_text, authors_of_contested)
    on_ruling(publish_note)
    publications.register(follow_corrections)
    withdrawals.register(CorrectionsEnd())
