"""What must hold of sealed texts. Asked by `doctor`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Count

from portals.operations.checking import Check

from .columns import held_in, sealed_columns, sealed_rows
from .fields import SealedTextField
from .keys import NoSuchKey, keyring
from .sealed import Broken, unseal

# Of each column; `manage.py reseal --verify` opens all.
NEWEST = 1000


def sealing_checks() -> Sequence[Check]:
    return (
        Check(
            "sealing.opens",
            f"sealed texts open with the keys at hand, where they stand (the newest {NEWEST} of a column)",
            lambda: broken_seals(newest=NEWEST),
        ),
    )


def broken_seals(*, newest: int | None = None) -> Iterator[str]:
    """Open sealed texts, all or the newest of each column, and name each that does not; two queries a column."""
    known = keyring().ids()
    for field in sealed_columns():
        for key, count in _foreign_keys(field, known):
            yield f"{field}: {count} sealed with the key {key}, which SEALING_KEYS does not hold"
        rows = sealed_rows(field).order_by("-pk")
        for row, sealed in held_in(rows[:newest] if newest else rows.iterator(), field):
            try:
                unseal(sealed, field.place(row))
            except Broken as error:
                yield f"{field}: row {row.pk}: {error}"
            except NoSuchKey:
                # Counted above.
                continue


def _foreign_keys(field: SealedTextField, known: Sequence[str]) -> list[tuple[str, int]]:
    rows = sealed_rows(field).exclude(sealed_with__in=known).order_by()
    return sorted(rows.values_list("sealed_with").annotate(Count("pk")))
