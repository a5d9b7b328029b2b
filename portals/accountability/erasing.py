"""What a person told of themselves, gone from rows and store: which requests are past their retention, and the erasing.

What stays: the events, which hold nothing of a person, and with the last of them a commitment to what there was, made
with a salt that is thrown away (`portals.ledger.commitments`). What is public stays public as it was redacted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.files import FieldFile

from portals.boards.models import User
from portals.ledger.canonical import Value, normalised
from portals.ledger.commitments import Opening
from portals.mail.withdrawing import withdraw_mails
from portals.uploads.states import Examination

from .enums import (
    COUNCIL_KINDS,
    AnswerPromiseState,
    CaseOutcome,
    CaseState,
    CaseStep,
    DraftState,
    RefusalVerdict,
    StatementBeside,
    TermStep,
)
from .models import (
    AnswerDraft,
    AnswerPromise,
    CaseEvent,
    CaseFile,
    CaseRating,
    CaseReview,
    CaseStatement,
    CaseTerm,
    CaseText,
    CitizenCase,
    ErasureDemand,
    FileRedaction,
    RedactionPage,
    RefusalCheck,
)
from .models.cases import CaseQuerySet
from .named import says_who_asked
from .releases import shown_copies
from .stated import tell_emptied

logger = structlog.get_logger(__name__)

# Columns of a request that hold what a person wrote or is.
OF_PERSON = ("subject", "text", "person_name", "email", "phone", "address", "identity")
CASES_A_SLICE = 200
SLICES_A_NIGHT = 250
RETENTION, DEMAND = "retention", "demand"
# What stands in the place of words without which a row would say nothing.
GONE = "–"


def past_retention(now: datetime) -> CaseQuerySet:
    """Return ended requests whose time of keeping is over, by the dated term of their kind; one query for the terms.

    The time is counted from the ending, with the term of the day of arrival. Left out is what another running request
    rests on, and what is still being reviewed.
    """
    over = Q(pk__in=[])
    for term in CaseTerm.objects.filter(step=TermStep.RETENTION):
        arrived = Q(arrived_at__date__gte=term.period.lower)
        if term.period.upper is not None:
            arrived &= Q(arrived_at__date__lt=term.period.upper)
        over |= Q(arrived, kind=term.kind, ended_at__lte=now - timedelta(days=term.days))
    in_review = CaseReview.objects.filter(case=OuterRef("pk"), decided_at=None)
    return CitizenCase.objects.filter(
        over, Q(joined_into=None) | Q(joined_into__state=CaseState.ENDED),
        ~Exists(in_review), state=CaseState.ENDED, erased_at=None,
    )  # fmt: skip


def erase_past_retention(*, now: datetime) -> int:
    """Erase what is past its retention, in slices; return how many requests. Safe to repeat, and to run twice at once.

    The number of queries grows with the slices, and not with the requests of one. A request that cannot be erased is
    logged and left; it holds up no other, and `doctor` names it once it is past its time.
    """
    done = 0
    stuck: set[int] = set()
    for _slice in range(SLICES_A_NIGHT):
        with transaction.atomic():
            waiting = past_retention(now).select_for_update(of=("self",), skip_locked=True)
            cases = list(waiting.exclude(pk__in=stuck).order_by("pk")[:CASES_A_SLICE])
            left = _not_erased(cases, now)
        stuck |= left
        done += len(cases) - len(left)
        if len(cases) < CASES_A_SLICE:
            break
    return done


def _not_erased(cases: list[CitizenCase], now: datetime) -> set[int]:
    """Erase locked requests together; where that fails, by halves. Return the ids of those that cannot be erased."""
    try:
        with transaction.atomic():
            erase_cases(cases, actor=None, now=now, why=RETENTION)
    except Exception as error:  # noqa: BLE001  # whatever it is stops no other request
        if len(cases) == 1:
            # Without its words: those of the database may quote the row.
            logger.error("request.not_erased", request=cases[0].pk, error=type(error).__name__)
            return {cases[0].pk}
        middle = len(cases) // 2
        return _not_erased(cases[:middle], now) | _not_erased(cases[middle:], now)
    return set()


def erase_cases(
    cases: Collection[CitizenCase], *, actor: User | None, now: datetime, why: str
) -> None:
    """Erase what persons told of themselves in ended requests that the caller holds locked; open demands are met.

    Files leave the store once the caller's transaction is kept: where it fails rows and files stand as they did.
    """
    if not cases:
        return
    ids = [case.pk for case in cases]
    commitments = _commitments(cases)
    _erase_files(ids)
    CaseText.objects.filter(case__in=ids).update(text="")
    CaseRating.objects.filter(case__in=ids).update(words="")
    drafts = AnswerDraft.objects.filter(case__in=ids)
    drafts.exclude(state=DraftState.APPROVED).delete()
    drafts.update(text="")
    forget_public_words(drafts.filter(case__released_at=None))
    forget_public_words(drafts.exclude(pk__in=_shown_drafts(ids)))
    _forget_verdicts(ids)
    forget_promises(ids)
    forget_statements(ids, persons=cases)
    withdraw_mails(
        addresses={case.email for case in cases if case.email}, naming={case.code for case in cases}
    )
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case,
            sequence=case.revision + 1,
            step=CaseStep.ERASED,
            at=now,
            actor=actor,
            portal_id=case.portal_id,
            data={"commitment": commitments[case.pk], "because": why},
        )
        for case in cases
    )
    # Whatever they were erased for: what was demanded is met.
    demands = ErasureDemand.objects.filter(case__in=ids, decided_at=None)
    demands.update(decided_at=now, decided_by=actor, granted=True)
    CitizenCase.objects.filter(pk__in=ids).update(
        **dict.fromkeys(OF_PERSON, ""),
        national_number="",
        held_because=[],
        erased_at=now,
        revision=F("revision") + 1,
    )


def _shown_drafts(ids: Collection[int]) -> QuerySet[AnswerDraft]:
    """The draft of each request that is public now: the last one that was approved as public."""
    public = AnswerDraft.objects.filter(case__in=ids, case__released_at__isnull=False)
    approved = public.filter(state=DraftState.APPROVED, is_public=True)
    return approved.order_by("case", "-decided_at", "-pk").distinct("case")


def _forget_verdicts(ids: Collection[int]) -> None:
    """Empty what overseers wrote on refusals: who reads a request writes of its person, whatever they are told."""
    given = RefusalCheck.objects.filter(case__in=ids).exclude(verdict="")
    given.filter(verdict=RefusalVerdict.REOPENED).update(reason=GONE)
    given.exclude(verdict=RefusalVerdict.REOPENED).update(reason="")


def forget_promises(ids: Collection[int]) -> None:
    """Empty the words of promises that nobody reads any more: of erased requests, decided on, and not public.

    An open one is owed still, and without its words nobody could keep it: it goes once it is decided on.
    """
    unread = Q(is_public=False) | Q(case__released_at=None) & ~Q(case__kind__in=COUNCIL_KINDS)
    decided = AnswerPromise.objects.filter(unread, case__in=ids)
    decided.exclude(state=AnswerPromiseState.OPEN).update(words=GONE, note=GONE)


def forget_statements(ids: Collection[int], *, persons: Collection[CitizenCase] = ()) -> None:
    """Empty what heads wrote beside erased requests: each reason of a withdrawal, and words that nobody is shown.

    Words beside what was late are public with an answer or a petition, those beside a correction with its note. These
    stay as other public words do: an agency answers by them for what it published, which does not end with the data
    of who found the mistake (law on access to information, art. 22). Where they say who asked they go as well, told by
    what `persons` hold, who are not erased yet. The salt goes with the words: nothing tells then what the commitment
    in the ledger was of. Three queries and a listing.
    """
    beside = CaseStatement.objects.filter(case__in=ids)
    told = {case.pk: case for case in persons}
    standing = beside.filter(case__in=told, withdrawn_at=None) if told else ()
    named = [one.pk for one in standing if says_who_asked(told[one.case_id], one.text)]
    unread = (
        Q(case__outcome=CaseOutcome.SEALED)
        | Q(~Q(case__kind__in=COUNCIL_KINDS), beside=StatementBeside.LATE, case__released_at=None)
        | Q(pk__in=named)
    )
    said = beside.exclude(withdrawn_why__in=["", GONE]) | beside.filter(unread).exclude(
        text__in=["", GONE]
    )
    emptied = list(said.select_related("case"))
    if not emptied:
        return
    of_those = CaseStatement.objects.filter(pk__in=[one.pk for one in emptied])
    of_those.filter(withdrawn_at=None).update(text=GONE, salt="")
    of_those.exclude(withdrawn_at=None).update(withdrawn_why=GONE)
    tell_emptied(emptied)


def forget_public_words(drafts: QuerySet[AnswerDraft]) -> None:
    """Empty the words for the public of approved answers that are not public."""
    drafts.update(
        is_public=False, public_subject="", public_question="", public_answer="", hidden=[]
    )


def _commitments(cases: Collection[CitizenCase]) -> dict[int, str]:
    """Commit to what each request holds, with salts that nobody keeps. Two queries."""
    ids = [case.pk for case in cases]
    texts: dict[int, list[Value]] = defaultdict(list)
    for text in CaseText.objects.filter(case__in=ids).order_by("pk"):
        texts[text.case_id].append(text.text)
    files: dict[int, list[Value]] = defaultdict(list)
    for case_id, digest in (
        CaseFile.objects.filter(case__in=ids).order_by("pk").values_list("case", "sha256")
    ):
        files[case_id].append(digest)
    return {
        case.pk: Opening.of(
            normalised(
                {
                    **{name: str(getattr(case, name)) for name in OF_PERSON},
                    "texts": texts[case.pk],
                    "files": files[case.pk],
                }
            )
        ).commitment
        for case in cases
    }


def _erase_files(ids: Collection[int]) -> None:
    """Take files from the store, and from their rows what tells of them; copies that are public now stay."""
    pages = RedactionPage.objects.filter(redaction__original__case__in=ids)
    for page in pages:
        drop_from_store(page.picture)
    pages.delete()
    drop_copies(ids)
    originals = CaseFile.objects.filter(case__in=ids, redacted_from=None)
    for file in originals.exclude(file=""):
        drop_from_store(file.file)
    originals.filter(examination=Examination.EXAMINING).update(examination=Examination.REFUSED)
    originals.update(file="", name="", sha256="")


def drop_copies(case_ids: Collection[int]) -> None:
    """Delete what was chosen and drawn for the public of erased requests, but for copies that are public now.

    Which these are the answers themselves say: what was chosen may have been changed since, for a review.
    """
    copies = list(CaseFile.objects.filter(case__in=case_ids).exclude(redacted_from=None))
    shown = shown_copies([copy.pk for copy in copies])
    chosen = FileRedaction.objects.filter(original__case__in=case_ids)
    chosen.exclude(copy__in=shown).delete()
    gone = [copy for copy in copies if copy.pk not in shown]
    CaseFile.objects.filter(pk__in=[copy.pk for copy in gone]).delete()
    for copy in gone:
        drop_from_store(copy.file)


def drop_from_store(file: FieldFile) -> None:
    """Delete a file from its store once the transaction is kept; what is rolled back keeps its file."""
    storage, name = file.storage, file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)
