"""A procedure as a visitor of one portal reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from editorial.document_numbers.asked import number_for_address
from editorial.document_numbers.central_law import searches_for
from editorial.documents.register.listed import standing_documents
from editorial.models import SectionPage
from editorial.procedures.handling import procedures_of
from editorial.procedures.life_events import life_events
from editorial.procedures.models import (
    Procedure,
    ProcedureBasis,
    ProcedureFee,
    ProcedurePaper,
    ProcedureStep,
    ServiceLink,
)
from editorial.procedures.probing.states import ServiceState, state_of
from editorial.procedures.saying import fee_in_words, time_in_words
from portals.models import Portal

from .centres import Centre, centre_of
from .section import EVENT, SECTION_TYPE


@dataclass(frozen=True, slots=True)
class LinkedBasis:
    """A legal basis with where it can be read: in the portal's register, else with those who publish central law."""

    basis: ProcedureBasis
    address: str
    elsewhere: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FeeLine:
    amount: str
    words: str


@dataclass(frozen=True)
class ShownProcedure:
    """A procedure with all that its page shows, read at `now`."""

    procedure: Procedure
    papers: list[ProcedurePaper]
    steps: list[ProcedureStep]
    fees: list[ProcedureFee]
    bases: list[LinkedBasis]
    service: ServiceState
    centre: Centre | None
    section: SectionPage | None

    @property
    def fee(self) -> str:
        return fee_in_words(self.fees)

    @property
    def time(self) -> str:
        return time_in_words(self.procedure)

    @property
    def cases(self) -> list[tuple[str, list[ProcedurePaper]]]:
        """The papers by the case in which they are needed, those for everybody first."""
        found: dict[str, list[ProcedurePaper]] = {"": []}
        for paper in self.papers:
            found.setdefault(paper.case, []).append(paper)
        return [(case, some) for case, some in found.items() if some]

    @property
    def fee_lines(self) -> list[FeeLine]:
        return [
            FeeLine("" if fee.amount is None else fee_in_words([fee]), fee.words)
            for fee in self.fees
        ]

    @property
    def events(self) -> list[tuple[str, str]]:
        """Names and addresses of the lists of its life events."""
        if self.section is None:
            return []
        here = reverse("section", urlconf="portals.urls.public", args=[self.section.slug])
        return [
            (life_events()[code], f"{here}?{urlencode({EVENT: code})}")
            for code in self.procedure.life_events
            if code in life_events()
        ]


def procedure_on(portal: Portal, code: str) -> Procedure | None:
    """Return the standing version that `portal` handles. One query."""
    return procedures_of(portal).filter(code=code).first()


def ended_procedure(code: str) -> Procedure | None:
    """Return the last version of one that stands no more. One query."""
    return Procedure.objects.filter(code=code).order_by("-version").first()


def shown_procedure(portal: Portal, procedure: Procedure, now: datetime) -> ShownProcedure:
    """Read all that the page shows. Ten queries at most."""
    bases = list(ProcedureBasis.objects.filter(procedure=procedure).order_by("position"))
    link = ServiceLink.objects.filter(url=procedure.service_url).first()
    return ShownProcedure(
        procedure,
        list(ProcedurePaper.objects.filter(procedure=procedure).order_by("position")),
        list(ProcedureStep.objects.filter(procedure=procedure).order_by("position")),
        list(ProcedureFee.objects.filter(procedure=procedure).order_by("position")),
        _linked(portal, bases),
        state_of(link, now),
        centre_of(portal),
        section_of_procedures(portal),
    )


def section_of_procedures(portal: Portal) -> SectionPage | None:
    sections = SectionPage.objects.filter(portal=portal, section_type=SECTION_TYPE, live=True)
    return sections.only("title", "slug").first()


def _linked(portal: Portal, bases: Iterable[ProcedureBasis]) -> list[LinkedBasis]:
    """Lead to the register where the document stands on the portal, whose edition changes with it. One query."""
    bases = list(bases)
    keys = {basis.number_key for basis in bases if basis.number_key}
    here: set[Any] = set()
    if keys:
        here = set(
            standing_documents(portal)
            .filter(number_key__in=keys)
            .values_list("number_key", flat=True)
        )
    return [
        LinkedBasis(
            basis,
            _by_number(basis) if basis.number_key in here else "",
            () if basis.number_key in here else searches_for(basis.number, ""),
        )
        for basis in bases
    ]


def _by_number(basis: ProcedureBasis) -> str:
    address = reverse(
        "document_by_number",
        urlconf="portals.urls.public",
        args=[number_for_address(basis.number_key)],
    )
    day = f"?ngay={basis.issued_on.isoformat()}" if basis.issued_on else ""
    return address + day
