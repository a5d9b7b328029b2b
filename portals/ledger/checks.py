"""What must hold of the ledger's rows, recomputed by the database itself. Asked by `doctor`."""

from __future__ import annotations

from django.utils import timezone

from portals.operations.checking import Check, ask_checks

from .models import LEDGER_TABLES
from .tree import HEIGHT

# A tree is signed when it grows, or once a day by a machine of its own; two days are a fault.
UNSIGNED_LATE = "2 days"
# A job gives places once a minute.
UNPLACED_LATE = "15 minutes"
# 2 to the power of 40 entries.
STORED_LEVELS = 5


def _folded(rows: str, *keys: str) -> str:
    """The roots over groups of up to 256 hashes: `rows` has the keys, `at` in the group, and `hash`."""
    group = "".join(f"{key}, " for key in keys)
    for _step in range(HEIGHT):
        # Who has no neighbour goes up as it is.
        rows = f"""
            SELECT {group} at >> 1 AS at, CASE count(*)
                WHEN 1 THEN (array_agg(hash))[1]
                ELSE sha256('\\x01'::bytea || string_agg(hash, ''::bytea ORDER BY at)) END AS hash
            FROM ({rows}) AS hashes GROUP BY {group} at >> 1
        """
    return rows


_TILES = _folded(
    """
    SELECT level, number, at, hash FROM (
        SELECT level, number, at, hash, count(*) OVER (PARTITION BY level, number) AS width FROM (
            SELECT 1 AS level, index >> 8 AS number, index & 255 AS at, hash FROM ledger_ledgerleaf
            UNION ALL
            SELECT level + 1, number >> 8, number & 255, root FROM ledger_ledgertile
        ) AS hashes
    ) AS tiles WHERE width = 256
    """,
    "level",
    "number",
)


def _root() -> str:
    """The root over as many leaves as `head` says, from the group of each stored level that is not full."""
    below = ""
    for level in range(STORED_LEVELS):
        full = f"(SELECT size >> {HEIGHT * level} FROM head)"
        rows = (
            f"""
            SELECT number & 255 AS at, root AS hash FROM ledger_ledgertile
            WHERE level = {level} AND number >= {full} >> 8 << 8 AND number < {full}
            """
            if level
            else f"""
            SELECT index & 255 AS at, hash FROM ledger_ledgerleaf
            WHERE index >= {full} >> 8 << 8 AND index < {full}
            """
        )
        if below:
            rows += f" UNION ALL SELECT {full} & 255, hash FROM ({below}) AS below"
        below = _folded(rows)
    return below


IS_SIGNED = Check(
    "ledger.signed",
    f"the ledger is signed within {UNSIGNED_LATE} of its growth",
    f"""
    SELECT 'grown to ' || size || ' entries, and not signed' FROM ledger_ledgergrowth
    WHERE size = (SELECT max(size) FROM ledger_ledgergrowth)
      AND grown_at < %(now)s - interval '{UNSIGNED_LATE}'
      AND NOT EXISTS (SELECT FROM ledger_ledgercheckpoint WHERE growth_id = size)
    """,
)


def is_left_unsigned() -> bool:
    """Whether the tree grew and nobody signed it in time. One query."""
    return not all(found.is_good for found in ask_checks(now=timezone.now(), checks=[IS_SIGNED]))


def ledger_checks() -> tuple[Check, ...]:
    tables = ", ".join(f"'{table}'" for table in LEDGER_TABLES)
    return (
        Check(
            "ledger.entries",
            "each entry of the ledger hashes to its leaf",
            """
            SELECT 'entry ' || leaf.index || ' (row ' || entry.id || ', ' || entry.kind || ' '
                || entry.subject || '): its hash is another'
            FROM ledger_ledgerleaf leaf JOIN ledger_ledgerentry entry ON entry.id = leaf.entry_id
            WHERE leaf.hash <> sha256('\\x00'::bytea || entry.entry)
            """,
        ),
        Check(
            "ledger.places",
            "the entries of the ledger follow each other without a gap, and none was passed over",
            f"""
            SELECT 'before entry ' || index || ': ' || index - due || ' missing' FROM (
                SELECT index, coalesce(lag(index) OVER (ORDER BY index) + 1, 0) AS due
                FROM ledger_ledgerleaf
            ) AS places WHERE index <> due
            UNION ALL
            SELECT 'row ' || entry.id || ' (' || entry.kind || ' ' || entry.subject || ') has no place'
            FROM ledger_ledgerentry entry
            WHERE entry.written_at < %(now)s - interval '{UNPLACED_LATE}'
              AND NOT EXISTS (SELECT FROM ledger_ledgerleaf WHERE entry_id = entry.id)
            UNION ALL
            SELECT 'the tree grew to ' || max(size) || ' entries, of which ' || (
                SELECT count(*) FROM ledger_ledgerleaf
            ) || ' are there'
            FROM ledger_ledgergrowth
            HAVING coalesce(max(size), 0) <> (SELECT count(*) FROM ledger_ledgerleaf)
            """,
        ),
        Check(
            "ledger.tiles",
            "each tile of the ledger is the root over what lies below it",
            f"""
            SELECT 'tile ' || coalesce(told.level, found.level) || '/'
                || coalesce(told.number, found.number) || ': '
                || CASE WHEN told.root IS NULL THEN 'missing' ELSE 'not what lies below it' END
            FROM ({_TILES}) AS found
            FULL JOIN ledger_ledgertile told ON told.level = found.level AND told.number = found.number
            WHERE told.root IS DISTINCT FROM found.hash
            """,
        ),
        Check(
            "ledger.root",
            "the newest root of the ledger is that of its entries",
            f"""
            WITH head AS (SELECT size, root FROM ledger_ledgergrowth ORDER BY size DESC LIMIT 1)
            SELECT 'the root at ' || size || ' entries is another' FROM head
            WHERE root IS DISTINCT FROM (SELECT hash FROM ({_root()}) AS top)
            """,
        ),
        IS_SIGNED,
        Check(
            "ledger.checkpoints",
            "what was signed of the ledger is what it grew to",
            """
            SELECT 'checkpoint ' || size || ': it signs another tree'
            FROM ledger_ledgercheckpoint JOIN ledger_ledgergrowth ON size = growth_id
            WHERE split_part(note, E'\\n', 2) <> size::text
               OR split_part(note, E'\\n', 3) <> encode(root, 'base64')
            """,
        ),
        Check(
            "ledger.guards",
            "triggers refuse every change of the ledger",
            f"""
            SELECT name || ': ' || coalesce(state, 'no triggers') FROM (
                SELECT name, (
                    SELECT CASE WHEN count(*) FILTER (WHERE tgenabled = 'O') = 2 THEN 'guarded'
                        ELSE 'a trigger is missing or switched off' END
                    FROM pg_trigger WHERE tgrelid = to_regclass(name) AND NOT tgisinternal
                ) AS state FROM unnest(ARRAY[{tables}]) AS name
            ) AS states WHERE state IS DISTINCT FROM 'guarded'
            """,
        ),
    )
