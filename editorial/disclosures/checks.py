"""What must hold of the figures by which portals are compared. Asked by `doctor`."""

from __future__ import annotations

from editorial.models.disclosure_sheet import NUMBERS
from portals.operations.checking import Check

_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(NUMBERS))
# As `figures_to_keep` writes them. A figure has four places.
_IN_SHEETS = f"""
    SELECT disclosure.storypage_ptr_id AS page_id, split_part(disclosure.series, '|', 1)::bigint AS portal_id,
        disclosure.form, disclosure.period_kind, disclosure.period_ends,
        line ->> 'code' AS "row", heading.told ->> 'code' AS "column",
        round((cell.told #>> '{{}}')::numeric, 4) AS value
    FROM editorial_disclosurepage disclosure
    JOIN wagtailcore_page page ON page.id = disclosure.storypage_ptr_id
    CROSS JOIN jsonb_array_elements(disclosure.sheet -> 'rows') line
    CROSS JOIN jsonb_array_elements(line -> 'cells') WITH ORDINALITY cell (told, place)
    JOIN jsonb_array_elements(disclosure.sheet -> 'columns') WITH ORDINALITY heading (told, place)
        ON heading.place = cell.place
    WHERE page.live AND disclosure.series <> '' AND line ->> 'is_open' IS DISTINCT FROM 'true'
        AND heading.told ->> 'kind' IN ({_KINDS}) AND jsonb_typeof(cell.told) <> 'null'
"""
_OTHERS = f"""
    SELECT 'disclosure ' || page_id || ': ' || count(*) || ' figures'
    FROM ({_IN_SHEETS}) sheet
    FULL JOIN editorial_disclosurefigure figure USING (page_id, "row", "column")
    WHERE sheet.value IS NULL OR figure.id IS NULL OR abs(sheet.value - figure.value) > 0.0001
        OR (sheet.portal_id, sheet.form, sheet.period_kind, sheet.period_ends)
            IS DISTINCT FROM (figure.portal_id, figure.form, figure.period_kind, figure.period_ends)
    GROUP BY page_id
"""

CHECKS = (
    Check(
        "disclosures.figures",
        "compared figures are those of the sheets that are public, and no others",
        _OTHERS,
    ),
)
