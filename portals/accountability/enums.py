"""Kinds of requests, where one stands, and what can happen to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseKind(models.TextChoices):
    """What is asked. Complaints and denunciations in the sense of the law are no kind: they are not taken here."""

    QUESTION = "question", _("Question")
    FEEDBACK = "feedback", _("Feedback on a policy or a procedure")
    INFORMATION = "information", _("Request for information")
    EXPLANATION = "explanation", _("Call for an explanation")
    CORRECTION = "correction", _("Correction of published information")
    COMMENT = "comment", _("Comment on a draft")
    PETITION = "petition", _("Voters' petition")
    INTERPELLATION = "interpellation", _("Question in the council")


# Those which citizens send by the form. The others come with a draft, or as the deputies' office's sheet.
ASKED_BY_FORM = frozenset(
    {
        CaseKind.QUESTION,
        CaseKind.FEEDBACK,
        CaseKind.INFORMATION,
        CaseKind.EXPLANATION,
        CaseKind.CORRECTION,
    }
)

# What comes before a council: its words are public from the beginning, and nobody who sent it waits for a mail.
COUNCIL_KINDS = frozenset({CaseKind.PETITION, CaseKind.INTERPELLATION})


class CaseSource(models.TextChoices):
    FORM = "form", _("Sent by the form")
    OFFICER = "officer", _("Entered by an officer")
    SHEET = "sheet", _("Brought in from a sheet")
    NATIONAL = "national", _("Brought back from the national system")


class CaseState(models.TextChoices):
    """Where a case stands. How it ended is apart from that: see `CaseOutcome`."""

    # Nothing of it was looked at by a person yet; what the guard of the form holds is a note beside it.
    NEW = "new", pgettext_lazy("state of a request", "Received")
    OPEN = "open", _("Being handled")
    WAITING = "waiting", _("Waiting for the citizen")
    ENDED = "ended", _("Ended")


class CaseOutcome(models.TextChoices):
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Not accepted")
    JOINED = "joined", _("Joined with another request")
    TAKEN_BACK = "taken_back", _("Taken back by the citizen")
    ELSEWHERE = "elsewhere", _("Handed to the national system")
    # A complaint or a denunciation under another label: one named officer sees it, and nothing counts it by name.
    SEALED = "sealed", _("Sealed")
    NOT_A_REQUEST = "not_a_request", _("Not a request")


class CaseStep(models.TextChoices):
    """What happens to a case. Those of `CLOCK_STEPS` move its clock."""

    RECEIVED = "received", pgettext_lazy("what happened to a request", "Received")
    ADDED = "added", _("The citizen added something")
    ACKNOWLEDGED = "acknowledged", _("Receipt confirmed")
    ACCEPTED = "accepted", pgettext_lazy("what happened to a request", "Accepted")
    REFUSED = "refused", _("Not accepted")
    SEALED = "sealed", _("Sealed")
    DISMISSED = "dismissed", _("Found to be no request")
    ASKED = "asked", _("The citizen was asked for more")
    ANSWERED_BACK = "answered_back", _("The citizen answered")
    HANDED_OVER = "handed_over", _("Handed over to another agency")
    BODY_CLOSED = "body_closed", _("Taken over from an agency that was closed")
    JOINED = "joined", _("Another request was joined to this one")
    JOINED_INTO = "joined_into", _("Joined with another request")
    EXTENDED = "extended", _("Extended")
    REOPENED = "reopened", _("Taken up again after it was not accepted")
    ASSIGNED = "assigned", _("Given to an officer")
    CONSULTED = "consulted", _("Another agency was consulted")
    CONSULT_ANSWERED = "consult_answered", _("The consulted agency answered")
    SUBMITTED = "submitted", _("An answer was submitted")
    RETURNED = "returned", _("The answer was sent back to its author")
    ANSWERED = "answered", _("Answered")
    RELEASED = "released", pgettext_lazy("an answer", "Published")
    UNRELEASED = "unreleased", _("Taken out of public view")
    RATED = "rated", _("Rated")
    REVIEW_ASKED = "review_asked", _("The citizen asked for a review")
    REVIEW_DECIDED = "review_decided", _("The review was decided")
    PROMISED = "promised", _("Something was promised by a day")
    PROMISE_DECIDED = "promise_decided", _("It was said what became of a promise")
    TAKEN_BACK = "taken_back", _("Taken back by the citizen")
    TO_NATIONAL = "to_national", _("Handed to the national system")
    FROM_NATIONAL = "from_national", _("Came back from the national system")
    STATUS_TOLD = "status_told", _("The citizen was told how it stands")
    ESCALATED = "escalated", _("Went up because it was overdue")
    CORRECTED = "corrected", _("The published information was corrected")
    ERASURE_ASKED = "erasure_asked", _("Erasing of the personal data was demanded")
    ERASURE_REFUSED = "erasure_refused", _("The personal data are kept")
    ERASED = "erased", _("Personal data were erased")


CLOCK_STEPS = frozenset(
    {
        CaseStep.ASKED,
        CaseStep.ANSWERED_BACK,
        CaseStep.HANDED_OVER,
        CaseStep.BODY_CLOSED,
        CaseStep.JOINED,
        CaseStep.EXTENDED,
        CaseStep.ANSWERED,
        CaseStep.REFUSED,
        CaseStep.REOPENED,
        CaseStep.TAKEN_BACK,
        CaseStep.TO_NATIONAL,
    }
)


# What an event of handing over holds of the look that its giver had to have: by when, and when it was, if before.
LOOK_BY, LOOKED_AT = "look_by", "looked_at"
# On the event of arrival: the guard of the form found it to be one of many (`form_guard.IN_NUMBERS`).
ONE_OF_MANY = "one_of_many"
# Of an answer that was given elsewhere: on which day, as told by who brought it in.
GIVEN_ON = "given_on"
# And at which moment they told it.
TOLD_AT = "told_at"


class TermStep(models.TextChoices):
    """What the law gives a time for."""

    ACKNOWLEDGE = "acknowledge", _("confirming receipt")
    TRIAGE = "triage", _("taking it up")
    ANSWER = "answer", _("answering")
    STATUS = "status", _("telling how it stands, when late")
    REVIEW = "review", _("reviewing an answer")
    CONSULT = "consult", _("answering a consulting agency")
    RETENTION = "retention", _("keeping personal data, from the ending")
    ERASURE = "erasure", _("deciding on a demand to erase")
    CORRECT = "correct", _("setting right what was published")


class RulingVerdict(models.TextChoices):
    """How far an agency follows whoever contests what it published. What it does not follow at all it refuses."""

    WHOLE = "whole", _("Accepted in whole")
    PARTLY = "partly", _("Accepted in part")


class DraftState(models.TextChoices):
    WRITING = "writing", _("Being written")
    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved")


class RefusalVerdict(models.TextChoices):
    LAWFUL = "lawful", _("The refusal was lawful")
    REOPENED = "reopened", _("To be taken up again")


class RedactionState(models.TextChoices):
    """How far the public copy of a file is. In the first and the third a job has the word, in the others a person."""

    READING = "reading", _("Its pages are being prepared")
    LOOKED_AT = "looked_at", _("To be looked at, page by page")
    DRAWING = "drawing", _("Its public copy is being drawn")
    DONE = "done", _("The public copy is ready")
    FAILED = "failed", _("No public copy can be made")


class AnswerPromiseState(models.TextChoices):
    OPEN = "open", _("Promised")
    KEPT = "kept", _("Kept")
    LATE = "late", _("Kept late")
    DROPPED = "dropped", _("Dropped")


class NationalState(models.TextChoices):
    """How a request stands in the national system, as an export of it says."""

    RECEIVED = "received", pgettext_lazy("state of a request", "Received")
    HANDLED = "handling", _("Being handled")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Not accepted")


class TextRole(models.TextChoices):
    """What one of a case's texts is, and so who reads it."""

    ADDED = "added", _("Added by the citizen")
    QUESTION_BACK = "question_back", _("Question to the citizen")
    ANSWER_BACK = "answer_back", _("The citizen's answer")
    REASON = "reason", _("Reason")
    ANSWER = "answer", _("Answer")
    REVIEW_REQUEST = "review_request", _("Why a review is asked")
    RATING = "rating", _("Words to a rating")
    NOTE = "note", _("Note inside the agency")
    CONSULT_QUESTION = "consult_question", _("Question to another agency")
    CONSULT_ANSWER = "consult_answer", _("Answer of another agency")


# What stays inside the agencies. All else the person reads on the page of their request.
INSIDE = frozenset({TextRole.NOTE, TextRole.CONSULT_QUESTION, TextRole.CONSULT_ANSWER})


class StatementBeside(models.TextChoices):
    """Beside what of a request its agency's head may speak in public."""

    LATE = "late", _("an overdue request")
    CORRECTION = "correction", _("a correction")
