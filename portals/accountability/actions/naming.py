"""Whether words for the public name or reach who asked, or anybody else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portals.redaction.plain_view import read_plainly
from portals.redaction.proposing import propose

from ..models import CitizenCase
from ..named import address_said, says_how_to_reach
from .acting import NotPossible


class NamesThePerson(NotPossible):
    """The words may name or reach a person; who has looked at them may say so and sign all the same."""


def must_name_nobody(case: CitizenCase, words: str, *, has_looked: bool) -> None:
    """Raise NotPossible for mail, telephone or identity number of who asked, in whatever way they are written.

    Raise NamesThePerson for what else may be of a person, unless `has_looked`: their name and address as well, since
    both may be words that an office cannot do without ("An", "Bắc Ninh").
    """
    view = read_plainly(words)
    if says_how_to_reach(case, view):
        raise NotPossible(
            _("This says how to reach who asked: everybody would read it. Take it out.")
        )
    if has_looked:
        return
    found = [words[one.start : one.end] for one in propose(words, names_given=_names(case))]
    found += [
        one for one in address_said(view, case.address) if not any(one in told for told in found)
    ]
    if found:
        raise NamesThePerson(
            _(
                "This may name or reach a person: %(found)s. Take it out, or tick that it may stand in public."
            )
            % {"found": "; ".join(" ".join(one.split()) for one in found)}
        )


def _names(case: CitizenCase) -> list[str]:
    return [case.person_name] if case.person_name else []
