"""The kinds of entries about released answers (docs/ledger-format.md, section 7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portals.ledger.fields import is_commitment, is_text
from portals.ledger.registry import LedgerKind

# No words, not even a subject: what is withdrawn because it named a person must not stand in a record for good.
ANSWER = LedgerKind(
    name="answer",
    # Translators: kept as it is: {office}, {address}
    sentence=_("{office} published an answer at {address}."),
    subject="answer",
    must={"answer": is_text, "address": is_text, "text": is_commitment},
)
ANSWER_RETRACTED = LedgerKind(
    name="answer-retracted",
    # Translators: kept as it is: {office}, {address}
    sentence=_("{office} took the answer at {address} out of public view."),
    subject="answer",
    must={"answer": is_text, "address": is_text},
)
ANSWER_FILE = LedgerKind(
    name="answer-file",
    # Translators: kept as it is: {office}, {address}
    sentence=_("{office} published a file with an answer, at {address}."),
    subject="answer",
    must={"answer": is_text, "address": is_text, "file": is_commitment},
)
CASE_STATEMENT = LedgerKind(
    name="case-statement",
    # Translators: kept as it is: {office}, {request}
    sentence=_("{office}: the head signed a statement about the request {request}."),
    subject="request",
    must={"request": is_text, "beside": is_text, "text": is_commitment},
)
CASE_STATEMENT_WITHDRAWN = LedgerKind(
    name="case-statement-withdrawn",
    # Translators: kept as it is: {office}, {request}
    sentence=_("{office} withdrew the head's statement about the request {request}."),
    subject="request",
    must={"request": is_text, "beside": is_text},
)
KINDS = (ANSWER, ANSWER_FILE, ANSWER_RETRACTED, CASE_STATEMENT, CASE_STATEMENT_WITHDRAWN)
