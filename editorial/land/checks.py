"""What must hold of the prices that are looked up. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

from .prices.deriving import FORM

# As `prices_of` makes them.
_IN_TABLES = f"""
    SELECT disclosure.storypage_ptr_id AS page_id, line ->> 'code' AS "row",
        right(heading.told ->> 'code', 1)::int AS position, (cell.told #>> '{{}}')::numeric AS price,
        make_date(disclosure.period_year, 1, 1) AS earliest, disclosure.period_ends AS valid_to
    FROM editorial_disclosurepage disclosure
    JOIN wagtailcore_page page ON page.id = disclosure.storypage_ptr_id
    CROSS JOIN jsonb_array_elements(disclosure.sheet -> 'rows') line
    CROSS JOIN jsonb_array_elements(line -> 'cells') WITH ORDINALITY cell (told, place)
    JOIN jsonb_array_elements(disclosure.sheet -> 'columns') WITH ORDINALITY heading (told, place)
        ON heading.place = cell.place
    WHERE page.live AND disclosure.series <> '' AND disclosure.form = '{FORM}'
        AND heading.told ->> 'code' ~ '^vt[1-9]$' AND jsonb_typeof(cell.told) = 'number'
        AND (cell.told #>> '{{}}')::numeric > 0
"""
_OTHERS = f"""
    SELECT 'price table ' || page_id || ': ' || count(*) || ' prices'
    FROM ({_IN_TABLES}) told
    FULL JOIN land_landprice kept USING (page_id, "row", position)
    WHERE told.price IS DISTINCT FROM kept.price OR told.valid_to IS DISTINCT FROM kept.valid_to
        OR kept.valid_from < told.earliest
        OR kept.is_further AND NOT EXISTS (
            SELECT FROM land_landprice before
            WHERE before.page_id = kept.page_id AND before."row" = kept."row" AND before.position < kept.position
        )
    GROUP BY page_id
"""

CHECKS = (
    Check(
        "land.prices",
        "prices that are looked up are those of the public tables, and no others",
        _OTHERS,
    ),
)
