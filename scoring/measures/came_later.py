"""Stories that came from another portal once a period was over: in that period they stood where they came from."""

from __future__ import annotations

# A story that moves keeps the hour at which it was first public, so that its new placement alone looks as old. The
# statement has `end`.
HAD_COME = """
    NOT (
        {placement}.role = 'origin' AND EXISTS (
            SELECT FROM editorial_placement away
            WHERE away.story_id = {placement}.story_id AND away.id < {placement}.id
                AND away.role = 'origin' AND away.removal_kind = 'moved'
                AND away.portal_id <> {placement}.portal_id AND away.removed_at >= %(end)s
        )
    )
"""
