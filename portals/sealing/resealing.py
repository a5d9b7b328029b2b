"""Changing the key: every text that another key sealed is opened and sealed with the first one, some rows at a time."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.db import transaction

from .columns import held_in, sealed_rows
from .fields import SealedTextField
from .keys import NoSuchKey, keyring
from .sealed import Broken, unseal

logger = structlog.get_logger(__name__)

SLICE = 500


@dataclass
class Resealed:
    """What became of one column: how many texts have the first key now, and what of each other one is wrong."""

    changed: int
    faults: list[str]


def reseal(field: SealedTextField, *, size: int = SLICE) -> Resealed:
    """Give all texts of a column the first key, in transactions of `size` rows. May be ended and begun again any time.

    It goes by the primary key and waits for nobody: a row that somebody holds is left for the next run. A text that
    does not open is named and stays as it is.
    """
    done, last = Resealed(0, []), None
    while True:
        with transaction.atomic():
            rows = sealed_rows(field).exclude(sealed_with=keyring().current)
            if last is not None:
                rows = rows.filter(pk__gt=last)
            held = list(
                held_in(rows.order_by("pk").select_for_update(skip_locked=True)[:size], field)
            )
            for row, sealed in held:
                try:
                    text = unseal(sealed, field.place(row))
                except (Broken, NoSuchKey) as error:
                    done.faults.append(f"row {row.pk}: {error}")
                    continue
                # The row's own save would also tell whoever listens to it that something had changed.
                field.model._base_manager.filter(pk=row.pk).update(
                    **{field.attname: field.sealed_for(row, text)}
                )
                done.changed += 1
        if not held:
            logger.info(
                "sealing.resealed", column=str(field), changed=done.changed, left=len(done.faults)
            )
            return done
        last = held[-1][0].pk
