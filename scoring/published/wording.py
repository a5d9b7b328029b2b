"""A portal's month in one plain sentence, and the words for how it was judged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from scoring.enums import Provisional
from scoring.periods import Month

from .table import Confirmed, JudgedBy, PublishedOwnCard, PublishedPortal, RankRange


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A portal as the table tells it: `moved` is how much it gained on the month before, None where there is none."""

    portal: PublishedPortal
    moved: Decimal | None

    @property
    def sentence(self) -> str:
        return sentence_of(self.portal, self.moved)

    @property
    def checked(self) -> str:
        return checked_by(self.portal)

    @property
    def place(self) -> str:
        return place_of(self.portal.rank)


def place_of(rank: RankRange | None) -> str:
    """Return the rank as a table shows it: one number, or the range where the points do not say which."""
    if rank is None:
        return "—"
    return f"{rank.rank}" if rank.is_sharp else f"{rank.from_rank}-{rank.to_rank}"


def sentence_of(portal: PublishedPortal, moved: Decimal | None) -> str:
    """Return what a reader wants to know of a portal's month, as one sentence."""
    parts = [_("%(total)s points") % {"total": number_format(portal.total)}]
    if portal.provisional:
        parts.append(_("provisional (%(why)s)") % {"why": Provisional(portal.provisional).label})
    if portal.band:
        parts.append(_("band “%(band)s”") % {"band": portal.band})
    if portal.rank:
        parts.append(_rank(portal.rank))
    if moved is not None:
        parts.append(_moved(moved))
    return ", ".join(parts) + "."


def _rank(rank: RankRange) -> str:
    if rank.is_sharp:
        return _("rank %(rank)s of %(ranked)s") % {"rank": rank.rank, "ranked": rank.ranked}
    return _("rank %(first)s-%(last)s of %(ranked)s") % {
        "first": rank.from_rank,
        "last": rank.to_rank,
        "ranked": rank.ranked,
    }


def _moved(moved: Decimal) -> str:
    if not moved:
        return _("as the month before")
    points = number_format(abs(moved))
    if moved > 0:
        return _("%(points)s points more than the month before") % {"points": points}
    return _("%(points)s points fewer than the month before") % {"points": points}


def checked_by(portal: PublishedPortal) -> str:
    """Return by whom the lines of a card were judged, in numbers."""
    return _("%(machine)s criteria by machine, %(people)s by people, %(none)s not measured") % {
        "machine": portal.count(JudgedBy.BY_MACHINE),
        "people": portal.count(JudgedBy.BY_PEOPLE),
        "none": portal.count(JudgedBy.NOT_MEASURED),
    }


def judged_in_words(judged: JudgedBy) -> str:
    return {
        JudgedBy.BY_MACHINE: _("by machine"),
        JudgedBy.BY_PEOPLE: _("by people"),
        JudgedBy.NOT_MEASURED: _("not measured"),
    }[judged]


def month_in_words(month: Month) -> str:
    return f"{month.month}/{month.year}"


def confirmed_in_words(own: PublishedOwnCard) -> str:
    """Return who outside the board looked at the province's own card, and with what result, as one sentence."""
    if own.confirmed_at is None:
        return _("Not confirmed: no office outside the board said anything by the day it was due.")
    told = {
        "office": own.office,
        "number": own.decision_number,
        "day": date_format(localtime(own.confirmed_at), "d/m/Y"),
    }
    if own.contested:
        return _(
            "%(office)s (decision %(number)s) looked at it on %(day)s and contests: %(codes)s."
        ) % {**told, "codes": ", ".join(own.contested)}
    if own.confirmed == Confirmed.CHANGED:
        return (
            _(
                "%(office)s (decision %(number)s) confirmed it on %(day)s; lines were measured again since."
            )
            % told
        )
    return _("Confirmed by %(office)s (decision %(number)s) on %(day)s.") % told


def finding_in_words(found: Confirmed) -> str:
    return {
        Confirmed.HOLDS: _("confirmed"),
        Confirmed.CONTESTED: _("contested"),
        Confirmed.CHANGED: _("measured again after it was confirmed"),
        Confirmed.BY_NOBODY: _("not confirmed"),
    }[found]
