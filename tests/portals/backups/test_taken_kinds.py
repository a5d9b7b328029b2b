"""Whatever the ledger says was taken from the public is taken again on a restored copy, or why not is said here."""

from __future__ import annotations

from portals.backups.newer_ledger import taken_kinds
from portals.ledger.registry import entry_kinds

# What is put before the public, measured or stated, and takes nothing of before away.
BRINGING = {
    "publication", "page", "paper", "standing", "answer", "answer-file", "case-statement",
    "petition-result", "rubric", "facts", "month", "round-act", "scores-published", "own-card", "archive",
}  # fmt: skip
EXEMPT = {
    "correction": "its text is lost with the database; the text before it stood in public, and nobody withdrew it",
    "corrected-card": "the card of before is kept beside the corrected one, and both are public",
}


def test_each_kind_is_taken_again_or_has_a_reason() -> None:
    taken = {name for kind in taken_kinds() for name in kind.takes}
    assert taken == {"recall", "withdrawal", "answer-retracted", "case-statement-withdrawn"}
    ours = {name for name in entry_kinds() if not name.startswith("trial")}
    assert ours == taken | BRINGING | EXEMPT.keys()
