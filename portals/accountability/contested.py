"""What a request for a correction contests, and who follows when it is accepted: floors above know the texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portals.boards.models import User
from portals.models import Portal

from .models import CitizenCase, CorrectionRuling


@dataclass(frozen=True, slots=True)
class ContestedFact:
    """What stands in public and is contested. `portal` is in charge of its text, whichever portals show it.

    `authors` are the ids of who wrote it. `made_from` is the portal whose text it was made from, where it was. What
    stood in public and was taken down has `taken_down_at`: whoever contested it is owed a ruling all the same.
    """

    portal: Portal
    title: str
    address: str
    authors: frozenset[int]
    made_from: Portal | None = None
    taken_down_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RulingProof:
    """How far it is proven that every address is right: `settled` of `total` are, on so many portals.

    Of these `shown` show the note, and `kept` are of own versions whose boards keep their text. The others are right
    without it: they are gone, lead elsewhere, or their portal has no address any more.

    `certificate` is the address of the signed certificate for anybody, "" as long as not all do.
    """

    portals: int
    total: int
    settled: int
    shown: int
    kept: int
    proven_at: datetime | None
    certificate: str

    @property
    def without(self) -> int:
        """How many are right without showing the note, because nothing stands there."""
        return self.settled - self.shown - self.kept


type FindProof = Callable[[int], RulingProof | None]
type FindContested = Callable[[CitizenCase], ContestedFact | None]
type FindAuthors = Callable[[CitizenCase], frozenset[int]]
type RulingListener = Callable[[CorrectionRuling, User], None]

_finders: list[FindContested] = []
_authors: list[FindAuthors] = []
_provers: list[FindProof] = []
_listeners: list[RulingListener] = []


def register_contested(find: FindContested, authors: FindAuthors) -> None:
    """Have `find` asked what a request contests; once, from an app's `ready()`. It knows a request by its `about`.

    `authors` returns the ids of who wrote it, also where it was taken down meanwhile.
    """
    _finders.append(find)
    _authors.append(authors)


def on_ruling(listener: RulingListener) -> None:
    """Have `listener` called in the transaction of each accepted correction, with who ruled. It may raise a Refusal."""
    _listeners.append(listener)


def contested_fact(case: CitizenCase) -> ContestedFact | None:
    """Return what a request contests; None for what is contested by no key, or was deleted, or is a closed body's."""
    if not case.about:
        return None
    found = (find(case) for find in _finders)
    return next((fact for fact in found if fact is not None), None)


def contested_authors(case: CitizenCase) -> frozenset[int]:
    """Return the ids of who wrote what a request contests, whether it still stands or not."""
    if not case.about:
        return frozenset()
    return frozenset().union(*(authors(case) for authors in _authors))


def tell_ruled(ruling: CorrectionRuling, actor: User) -> None:
    for listener in _listeners:
        listener(ruling, actor)


def register_proof(find: FindProof) -> None:
    """Have `find` asked, with the number of a request, how far its correction is proven; once, from `ready()`."""
    _provers.append(find)


def proof_of_ruling(case_id: int) -> RulingProof | None:
    """Return how far the correction that a request led to is proven; None where nothing proves it."""
    found = (find(case_id) for find in _provers)
    return next((proof for proof in found if proof is not None), None)
