"""What must hold of changes of units. Asked by `doctor`."""

from __future__ import annotations

from collections.abc import Sequence

from portals.operations.checking import Check

# The clock tries each minute; what is taken back waits for no day. On the first of a month a change may wait for the
# month before to be measured, until half past midnight.
_OVERDUE = """
    SELECT reform.mandate || ' (' || act.direction || '): confirmed ' || act.confirmed_at || '; '
        || coalesce(nullif(act.failure, ''), 'not tried')
    FROM reforms_reformact act JOIN reforms_reform reform ON reform.id = act.reform_id
    WHERE act.done_at IS NULL AND act.called_off_at IS NULL
      AND act.confirmed_at < %(now)s - interval '15 minutes'
      AND (act.direction = 'back' OR (
          reform.takes_effect_on + CASE
              WHEN extract(day FROM reform.takes_effect_on) = 1 THEN interval '30 minutes' ELSE interval '0' END
      ) AT TIME ZONE 'Asia/Ho_Chi_Minh' < %(now)s - interval '15 minutes')
"""


def reform_checks() -> Sequence[Check]:
    return (
        Check(
            "reforms.carried_out",
            "every confirmed change of units was carried out within 15 minutes of its day",
            _OVERDUE,
        ),
    )
