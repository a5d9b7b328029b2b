"""On which day a provision begins to apply, and on which day an act has its effect (R2 to R6)."""

from datetime import date, timedelta

from editorial.documents.force.cases import Document, Event
from editorial.documents.force.provisions import WHOLE, enclosing


def start_of(document: Document, path: str = WHOLE) -> date | None:
    """Return the day from which a provision applies; None where it is not known (R2, R3, R4).

    A day before the issue of the document counts only where the document says that it reaches back.
    """
    day = _given_start(document, path)
    if day and document.issued and day < document.issued and not document.retroactive:
        return None
    return day


def _given_start(document: Document, path: str) -> date | None:
    given = document.commencements or {}
    return next((given[outer] for outer in enclosing(path) if outer in given), document.effective)


def day_of(event: Event, source: Document) -> date | None:
    """Return the day on which an event has its effect; None where no act says it (R6)."""
    return event.on or start_of(source, event.clause or WHOLE)


def first_possible_day(source: Document, target: Document) -> date:
    """Return the first day on which an event of unknown day may have happened (R6)."""
    return source.issued or target.issued or date.min


def next_day(day: date) -> date | None:
    """Return the day after; None where the calendar ends, which stands for "without end"."""
    return None if day == date.max else day + timedelta(days=1)
