"""The figures of public disclosures, by which portals and periods are compared: they follow each publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from editorial.file_text.queries import texts_of
from editorial.models import DisclosureFigure, DisclosurePage, PortalDocument
from editorial.models.disclosure import series_of
from editorial.models.disclosure_sheet import numbers_in
from editorial.models.file_text import TextState
from portals.refusals import Refusal

from .names import betrays
from .privacy import personal_in
from .said import public_words

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.models import Portal

AT_ONCE = 1_000
# What a sheet with names may be attached as.
SHOWS_CELLS = frozenset({"xlsx", "xls", "ods", "csv"})
# What is known to say no names, since its words were read.
LEGIBLE = frozenset({TextState.READ, TextState.OCR})


class SheetNotAttached(Refusal):
    """The file that was read does not stand with its table, or stands there with names that were shortened."""


def refuse_without_sheet(*, story: StoryPage, now: datetime) -> None:
    """Refuse the publication of figures without the file they were read from. For `placements.publications`.

    A sheet out of which names were taken has none to show, and must have none: own versions of others among them.
    """
    if not isinstance(story, DisclosurePage):
        return
    files = [block.value["document"] for block in story.body if block.block_type == "file"]
    if story.stored_sheet.is_masked:
        refuse_what_betrays(story, [file for file in files if file], now)
        return
    if not files and story.adapted_from_id is None:
        raise SheetNotAttached(
            _("The sheet itself must stand with its table: attach the file under “Files”.")
        )


def refuse_what_betrays(
    page: DisclosurePage, files: Sequence[PortalDocument], now: datetime
) -> None:
    """Refuse a list with shortened names beside which they stand in full, in the text or in a file. Two queries.

    A file that nobody has read yet may be the list itself.
    """
    if any(file.file_extension.lower() in SHOWS_CELLS for file in files):
        raise SheetNotAttached(
            _("Names are shortened here: take the attached sheet away, since it has them in full.")
        )
    masks = [row.label for row in page.stored_sheet.rows if row.is_open]
    beside = "\n".join((public_words(page, now), page.agency))
    if betrays(masks, beside) or personal_in(beside):
        raise SheetNotAttached(
            _("Names are shortened here, and the text says who the people are. Take that out.")
        )
    texts = texts_of(files)
    for file in files:
        read = texts.get(file.pk)
        if read is None or read.state not in LEGIBLE:
            raise SheetNotAttached(
                _(
                    "Names are shortened here, and “%(title)s” could not be read so far: nobody knows whether it has "
                    "them in full. Attach it with its text, or publish without it."
                )
                % {"title": file.title}
            )
        words = "\n".join((file.title, read.text))
        if betrays(masks, words) or personal_in(words):
            raise SheetNotAttached(
                _(
                    "Names are shortened here, and “%(title)s” says who the people are. Take the file away."
                )
                % {"title": file.title}
            )


def follow_disclosure(*, story: StoryPage, now: datetime) -> None:
    """Keep the figures of the version that is public now. For `placements.publications`."""
    if isinstance(story, DisclosurePage):
        write_figures(story)


def write_figures(page: DisclosurePage) -> None:
    """Put the figures of the instance in the place of those that were kept. Two statements."""
    DisclosureFigure.objects.filter(page=page.pk).delete()
    if page.series:
        DisclosureFigure.objects.bulk_create(figures_to_keep(page))


def figures_to_keep(page: DisclosurePage) -> list[DisclosureFigure]:
    """Return the rows that belong to a page that is public. No query."""
    portal_id = int(page.series.split("|")[0])
    return [
        DisclosureFigure(
            page=page,
            portal_id=portal_id,
            form=page.form,
            row=row.code,
            column=column.code,
            period_kind=page.period_kind,
            period_ends=page.period_ends,
            value=value,
        )
        for row, column, value in numbers_in(page.stored_sheet)
    ]


class FiguresEnd:
    """What was withdrawn is compared with nothing any more. For `placements.withdrawals`."""

    rank = 82

    def lock(self, story: StoryPage) -> None:
        """Nothing: the rows are the story's own, and whoever changes them holds the story."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        DisclosureFigure.objects.filter(page=story.pk).delete()
        # A withdrawal itself writes only what every page has.
        DisclosurePage.objects.filter(pk=story.pk).exclude(series="").update(series="")


def keep_imported(pages: Sequence[DisclosurePage], portals: Mapping[int, Portal]) -> None:
    """Have pages that were written by a bulk import hold their identity, and keep their figures.

    `portals` by the pages' ids. A fixed number of statements for each thousand.
    """
    for page in pages:
        page.series = series_of(portals[page.pk], page.form, page.period_kind)
    DisclosurePage.objects.bulk_update(pages, ["series"], batch_size=AT_ONCE)
    figures = [one for page in pages for one in figures_to_keep(page)]
    DisclosureFigure.objects.bulk_create(figures, batch_size=5 * AT_ONCE)
