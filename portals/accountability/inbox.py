"""What the inbox says of requests: to who takes them up, answers, approves, and to boards above how many are late.

No line says what was asked or by whom: that is sealed, and lines go into mails.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Count, DateTimeField, Exists, F, Min, OuterRef, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from portals.boards.enums import APPROVERS, EDITORS, STANDING_EDITORS
from portals.boards.models import StandingWaiver
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .actions.lateness import OVERSEER
from .enums import AnswerPromiseState, CaseKind, CaseStep, DraftState
from .late import gone_up, late_anew, late_cases, unattended_portals
from .models import (
    AnswerDraft,
    AnswerPromise,
    CaseConsult,
    CaseEvent,
    CaseReview,
    CitizenCase,
    ErasureDemand,
    RefusalCheck,
)
from .waiting import to_answer, to_take_up

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

NAMED = 3


# A board that works at this after hours sees what presses most, and the number of all others.
MOST_LINES = 10


def more_requests(row: InboxRow, words: str, shown: str) -> InboxItem:
    """The line for all other requests of a portal, which leads to the queue that shows all of them, the first ones too.

    It is told by the portal, so that it stays one line whichever request comes first.
    """
    url = f"{reverse('case_queue', args=[row.portal.pk])}?{shown}=on"
    return row.item(
        title=words % {"count": row.stands_for},
        url=url,
        key=f"more-{row.portal.pk}",
        acts=(InboxAct(label=pgettext("requests", "See which"), url=url),),
    )


def kind_words(kind: str) -> str:
    return str(CaseKind(kind).label)


class RequestsToTakeUp(InboxSource):
    kind = "request-triage"
    label = gettext_lazy("Requests of citizens to take up")
    positions = EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            to_take_up(CitizenCase.objects.running()),
            portal="portal",
            since="arrived_at",
            due_at="triage_due_at",
            most=MOST_LINES,
            words={
                "code": F("code"),
                "kind": F("kind"),
                "revision": F("revision"),
                "held": F("held_because"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        page = reverse("case_page", args=[row.pk])
        read = InboxAct(label=_("Read and decide"), url=page)
        accept = InboxAct(
            label=_("Accept the request"),
            url=reverse("case_accept", args=[row.pk]),
            posts=True,
            fields=(("revision", str(row.words["revision"])),),
        )
        return row.item(
            title=_("%(kind)s to take up: %(code)s")
            % {"kind": kind_words(row.words["kind"]), "code": row.words["code"]},
            url=page,
            # What the guard of the form held is looked at first.
            acts=(read,) if row.words["held"] else (read, accept),
        )

    def rest(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        words = ngettext(
            "%(count)s more request of citizens to take up",
            "%(count)s more requests of citizens to take up",
            row.stands_for,
        )
        return more_requests(row, words, "fresh")


class RequestsToAnswer(InboxSource):
    """Whoever a request was given to is told; where nobody has it, or who had it left, all editors (`to_answer`)."""

    kind = "request-answer"
    label = gettext_lazy("Requests of citizens to answer")
    positions = EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            to_answer(CitizenCase.objects.running(), reader.user, reader.now),
            portal="portal",
            since="arrived_at",
            due_at="due_at",
            words={"code": F("code"), "kind": F("kind")},
            most=MOST_LINES,
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        draft = reverse("case_draft", args=[row.pk])
        return row.item(
            title=_("%(kind)s to answer: %(code)s")
            % {"kind": kind_words(row.words["kind"]), "code": row.words["code"]},
            url=reverse("case_page", args=[row.pk]),
            acts=(InboxAct(label=_("Write the answer"), url=draft),),
        )

    def rest(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        words = ngettext(
            "%(count)s more request of citizens to answer",
            "%(count)s more requests of citizens to answer",
            row.stands_for,
        )
        return more_requests(row, words, "unanswered")


class AnswersToApprove(InboxSource):
    """For who decides: not for an author, unless the portal above lets the board approve its own."""

    kind = "request-approval"
    label = gettext_lazy("Answers to citizens to approve")
    positions = EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        waivers = StandingWaiver.objects.in_force(reader.now)
        yield Rows(
            AnswerDraft.objects.filter(state=DraftState.SUBMITTED).exclude(case__state="ended"),
            portal="case__portal",
            pk="case",
            since="submitted_at",
            due_at="case__due_at",
            words={
                "code": F("case__code"),
                "author": F("author"),
                "alone": Exists(waivers.filter(board__portal=OuterRef("case__portal"))),
            },
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        for row in rows:
            own = row.words["author"] == reader.user.pk
            if decides_here(reader, row) and (not own or row.words["alone"]):
                page = reverse("case_approve", args=[row.pk])
                yield row.item(
                    title=_("Answer to approve: %(code)s") % {"code": row.words["code"]},
                    url=page,
                    acts=(InboxAct(label=_("Read and decide"), url=page),),
                )


def decides_here(reader: InboxReader, row: InboxRow) -> bool:
    """Whether the reader decides for the portal of a row: by post, or for who is away."""
    powers = reader.powers.get(row.portal.pk)
    since = row.since or reader.now
    return powers is not None and powers.basis(sensitive=False, waiting_since=since) is not None


class ConsultsToAnswer(InboxSource):
    kind = "request-consult"
    label = gettext_lazy("Questions of other agencies about requests")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            CaseConsult.objects.filter(answered_at=None).exclude(case__state="ended"),
            portal="portal",
            since="asked_at",
            due_at="due_at",
            words={"asking": F("case__portal__name")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        page = reverse("case_consult_answer", args=[row.pk])
        return row.item(
            title=_("%(portal)s asks for what you know") % {"portal": row.words["asking"]},
            url=page,
            acts=(InboxAct(label=_("Answer"), url=page),),
        )


class ReviewsToDecide(InboxSource):
    """For who decides; of a council's question that lost its answer for all editors, who write another."""

    kind = "request-review"
    label = gettext_lazy("Reviews of answers that citizens asked for")
    positions = EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            CaseReview.objects.filter(decided_at=None),
            portal="case__portal",
            pk="case",
            since="request__at",
            due_at="due_at",
            words={"code": F("case__code"), "step": F("request__step")},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        for row in rows:
            if row.words["step"] == CaseStep.UNRELEASED:
                yield self._without_answer(row)
            elif decides_here(reader, row):
                yield row.item(
                    title=_("Review asked for: %(code)s") % {"code": row.words["code"]},
                    url=reverse("case_page", args=[row.pk]),
                    acts=(
                        InboxAct(
                            label=_("Decide on the review"),
                            url=reverse("case_review", args=[row.pk]),
                        ),
                    ),
                )

    def _without_answer(self, row: InboxRow) -> InboxItem:
        draft = reverse("case_draft", args=[row.pk])
        return row.item(
            title=_("Another answer is owed to a council: %(code)s") % {"code": row.words["code"]},
            url=reverse("case_page", args=[row.pk]),
            acts=(InboxAct(label=_("Write the answer"), url=draft),),
            note=_("The answer was taken out of public view, and nothing stands in its place."),
        )


class ErasuresToDecide(InboxSource):
    """Demands to erase personal data. Those of sealed requests stand with their one officer alone."""

    kind = "request-erasure"
    label = gettext_lazy("Demands of citizens to erase their data")
    positions = EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            ErasureDemand.objects.filter(decided_at=None).exclude(case__outcome="sealed"),
            portal="case__portal",
            pk="case",
            since="demanded_at",
            due_at="due_at",
            words={"code": F("case__code")},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        for row in rows:
            if decides_here(reader, row):
                page = reverse("case_erasure", args=[row.pk])
                yield row.item(
                    title=_("Data to be erased: %(code)s") % {"code": row.words["code"]},
                    url=page,
                    acts=(InboxAct(label=_("Read and decide"), url=page),),
                )


class PromisesPastDue(InboxSource):
    """A promise whose day is over waits until somebody says what became of it."""

    kind = "answer-promise"
    label = gettext_lazy("Promises of answers whose day is over")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            AnswerPromise.objects.filter(
                state=AnswerPromiseState.OPEN, due_on__lt=local_date(reader.now)
            ),
            portal="portal",
            due_at=Cast("due_on", DateTimeField()),
            # The line goes into mail, and what was promised may be nobody else's to read.
            words={"code": F("case__code")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        page = reverse("answer_promise", args=[row.pk])
        return row.item(
            title=_("The day of a promise has passed: %(code)s") % {"code": row.words["code"]},
            url=page,
            acts=(InboxAct(label=_("Say what came of it"), url=page),),
        )


def one_a_portal(rows: Iterable[InboxRow]) -> list[InboxRow]:
    """Make one row of those of a portal, by the earliest of their moments; their counts are added."""
    found: dict[int, InboxRow] = {}
    for row in rows:
        known = found.get(row.pk)
        found[row.pk] = (
            row
            if known is None
            else replace(
                row,
                since=min(filter(None, (known.since, row.since)), default=None),
                due_at=min(filter(None, (known.due_at, row.due_at)), default=None),
                words={"count": known.words["count"] + row.words["count"]},
            )
        )
    return list(found.values())


class OverdueRequests(InboxSource):
    """A line a portal for who answers for it: how many requests are late, those to whom another answer is owed too."""

    kind = "request-overdue"
    label = gettext_lazy("Requests of citizens that are late")
    positions = APPROVERS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            late_cases(reader.now).values("portal"),
            pk="portal",
            portal="portal",
            due_at=Min("due_at"),
            words={"count": Count("pk")},
        )
        yield Rows(
            late_anew(reader.now).values("case__portal"),
            pk="case__portal",
            portal="case__portal",
            due_at=Min("due_at"),
            words={"count": Count("pk")},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        for row in one_a_portal(rows):
            yield self.item(reader, row)

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("case_queue", args=[row.portal.pk]) + "?late=on"
        return row.item(
            title=ngettext(
                "%(count)s request of citizens is late",
                "%(count)s requests of citizens are late",
                row.words["count"],
            )
            % {"count": row.words["count"]},
            url=url,
            acts=(InboxAct(label=pgettext("requests", "See which"), url=url),),
        )


class OfBoardsBelow(InboxSource):
    """One line for an overseer about boards directly below: which, and never whose request."""

    positions = STANDING_EDITORS
    from_below = True

    def portal_ids(self, reader: InboxReader, portals: list[Portal]) -> Collection[int]:
        return set(reader.below(portals))

    @abstractmethod
    def title(self, boards: int) -> str:
        """What the line says of so many boards."""

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        found = sorted(one_a_portal(rows), key=lambda row: (-row.words["count"], row.portal.name))
        overseer = self.portals(reader)[0]
        named = ", ".join(f"{row.portal.name} ({row.words['count']})" for row in found[:NAMED])
        more = len(found) - NAMED
        url = reverse("cases_below", args=[overseer.pk])
        yield InboxItem(
            kind=self.kind,
            key=str(overseer.pk),
            title=self.title(len(found)),
            portal=overseer,
            since=min((row.since for row in rows if row.since), default=None),
            due_at=None,
            urgency=InboxUrgency.ORDINARY,
            url=url,
            acts=(InboxAct(label=_("See which"), url=url),),
            note=pgettext("portals", "%(names)s and %(count)s more")
            % {"names": named, "count": more}
            if more > 0
            else named,
        )


class LateBelow(OfBoardsBelow):
    kind = "request-late-below"
    label = gettext_lazy("Boards below that are late with requests of citizens")

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            late_cases(reader.now).filter(gone_up(OVERSEER)).values("portal"),
            pk="portal",
            portal="portal",
            since=Min("due_at"),
            words={"count": Count("pk")},
        )
        yield Rows(
            late_anew(reader.now).filter(gone_up(OVERSEER, case="case")).values("case__portal"),
            pk="case__portal",
            portal="case__portal",
            since=Min("due_at"),
            words={"count": Count("pk")},
        )

    def title(self, boards: int) -> str:
        return ngettext(
            "%(count)s board below is late with requests of citizens",
            "%(count)s boards below are late with requests of citizens",
            boards,
        ) % {"count": boards}


class UnattendedBelow(OfBoardsBelow):
    """Requests that reached a board on which nobody may answer are seen above the same day.

    The line says how long the request waits that is due first.
    """

    kind = "request-unattended"
    label = gettext_lazy("Requests below that nobody may answer")

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        # Board by board: most are attended, and of the others an index alone counts what is due when.
        running = CitizenCase.objects.running().filter(portal=OuterRef("pk")).order_by("due_at")
        count = running.order_by().values("portal").annotate(count=Count("*")).values("count")
        yield Rows(
            unattended_portals(reader.now).filter(Exists(running)),
            portal="pk",
            since=Subquery(running.values("arrived_at")[:1]),
            words={"count": Subquery(count)},
        )

    def title(self, boards: int) -> str:
        return ngettext(
            "%(count)s board below has requests of citizens and nobody to answer them",
            "%(count)s boards below have requests of citizens and nobody to answer them",
            boards,
        ) % {"count": boards}


class RefusalsToJudge(InboxSource):
    """Refusals of boards below that were drawn: whose, and never of what."""

    kind = "request-refusal"
    label = gettext_lazy("Refusals of boards below to look at")
    positions = STANDING_EDITORS
    from_below = True

    def portal_ids(self, reader: InboxReader, portals: list[Portal]) -> Collection[int]:
        return set(reader.below(portals))

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        # As in `may_judge`: none of these sees again what they decided on.
        decided = CaseEvent.objects.filter(
            case=OuterRef("case"),
            step__in=(CaseStep.REFUSED, CaseStep.REVIEW_DECIDED),
            actor=reader.user,
        )
        yield Rows(
            RefusalCheck.objects.filter(
                verdict="", case__outcome="refused", case__erased_at=None
            ).exclude(Exists(decided)),
            portal="portal",
            since="drawn_at",
            due_at="due_at",
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        page = reverse("refusal_check", args=[row.pk])
        return row.item(
            title=_("A refusal to look at: %(portal)s") % {"portal": row.portal.name},
            url=page,
            acts=(InboxAct(label=_("Read and decide"), url=page),),
        )


SOURCES = (
    RequestsToTakeUp,
    RequestsToAnswer,
    AnswersToApprove,
    ConsultsToAnswer,
    ReviewsToDecide,
    ErasuresToDecide,
    PromisesPastDue,
    OverdueRequests,
    LateBelow,
    UnattendedBelow,
    RefusalsToJudge,
)
