"""What this room registers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.db.models import Count, Exists, Max, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.answers.public.views import SECTION_TYPE
from editorial.open_data import registry as open_data
from editorial.open_data.registry import (
    DataFile,
    DataFrequency,
    Dataset,
    DatasetSource,
    DataTheme,
)
from editorial.public import known_pages, more_pages, section_contents, section_parts
from editorial.public.more_pages import MorePage
from editorial.public.section_parts import SectionPart
from editorial.public_record.actions import last_hostname
from editorial.search import sources as search_sources
from portals.accountability.models import CouncilPetition
from portals.accountability.models.petitions import WITHOUT_ANSWER
from portals.accountability.petitions.brought import on_petitions
from portals.addresses import origin_of
from portals.ledger import registry as ledger
from portals.ledger.actions import append
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.tiers import INSTALL_TIER

from .kinds import PETITION_RESULT
from .reading import petitions_on, portals_with_petitions
from .search_things import PETITIONS
from .views import petitions_path

MOST_MAPPED = 5_000


def show_brought(
    new: Sequence[CouncilPetition], settled: Sequence[CouncilPetition], now: datetime
) -> None:
    """Show at once what was brought in, on the portals that list it, and have the ledger hold each new result."""
    ids = set(Portal.objects.filter(tier=INSTALL_TIER).values_list("pk", flat=True))
    for one in (*new, *settled):
        ids |= {one.brought_by_id, one.case.portal_id, one.case.received_by_id}
    change_editions(portal_ids=sorted(ids), forbid_stale=False)
    for one in settled:
        _record_result(one, now)


def _record_result(one: CouncilPetition, now: datetime) -> None:
    """Write the entry of a result, by the agency that brought it in and at its address there."""
    hostname = last_hostname(one.brought_by)
    append(
        PETITION_RESULT.name,
        {
            "petition": f"kien-nghi-{one.pk}",
            "address": origin_of(hostname) + one.path,
            "text": one.result_commitment,
        },
        portal=one.brought_by,
        office=one.brought_by.agency,
        at=now,
        hostname=hostname,
    )


def listed(portal: Portal) -> Iterator[MorePage]:
    if petitions_on(portal).exists():
        yield MorePage(_("Voters' petitions and questions in councils"), petitions_path())


def each_petition(portal: Portal) -> Iterator[MorePage]:
    """Those whose page is at home on this portal, for machines. One query."""
    mine = CouncilPetition.objects.filter(case__received_by=portal).order_by("-pk")
    for one in mine.only("subject")[:MOST_MAPPED]:
        yield MorePage(one.subject, one.path)


def in_section(_request: HttpRequest, portal: Portal) -> dict[str, object] | None:
    counts = petitions_on(portal).aggregate(
        all=Count("pk"), open=Count("pk", filter=~Q(case__state="ended") | WITHOUT_ANSWER)
    )
    return {**counts, "path": petitions_path()} if counts["all"] else None


def any_petitions(portal: Portal) -> Exists:
    return Exists(petitions_on(portal))


class PetitionSets(DatasetSource):
    """One set of each portal that answers petitions or brings them in."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        """Two queries."""
        days: dict[int, tuple[datetime, datetime]] = {}
        for field in ("case__portal", "brought_by"):
            rows = (
                CouncilPetition.objects.filter(**{f"{field}__in": portals})
                .order_by(field)
                .values_list(field)
                .annotate(Min("brought_at"), Max("brought_at"), Max("case__ended_at"))
            )
            for pk, first, brought, ended in rows:
                last = max(brought, ended or brought)
                known = days.get(pk, (first, last))
                days[pk] = (min(first, known[0]), max(last, known[1]))
        for pk, (first, last) in days.items():
            yield Dataset(
                portal_id=pk,
                key="kien-nghi-cu-tri",
                title=_("Voters' petitions and questions in councils"),
                description=_(
                    "Each petition with council, session, words, agency that owes the answer, days and state."
                ),
                page=petitions_path(),
                files=(DataFile("csv", reverse("petitions_file", urlconf="portals.urls.public")),),
                issued=first,
                modified=last,
                frequency=DataFrequency.CONTINUOUS,
                theme=DataTheme.GOVERNMENT,
            )

    def holds(self, portal: Portal) -> Exists:
        mine = Q(case__portal=portal) | Q(brought_by=portal)
        return Exists(CouncilPetition.objects.filter(mine))


def install() -> None:
    on_petitions(show_brought)
    ledger.register(PETITION_RESULT)
    section_parts.register(
        SECTION_TYPE, SectionPart("editorial/petitions/in_section.html", in_section)
    )
    section_contents.register(SECTION_TYPE, any_petitions)
    more_pages.register(listed)
    more_pages.register(each_petition, of_many=True)
    known_pages.only_where("petitions", portals_with_petitions)
    open_data.register(PetitionSets())
    search_sources.register(PETITIONS)
