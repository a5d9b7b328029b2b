"""The models of migrations, which Django renders anew with all that is related to them, at nearly every operation.

On some 250 tables that is nine tenths of what migrating takes. An operation on tables needs its own model and those
that this one names. Whatever else Django would have rendered it leaves to `clear_delayed_apps_cache`, by which it has
the models whole again before any code of a migration (`RunPython`) sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

from django.db.migrations.operations import AlterField, RenameField, RenameModel
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import field_is_referenced

_FIND = "_find_reload_model"
_FORWARDS = "database_forwards"


@contextmanager
def rendered_by_need() -> Iterator[None]:
    """Have migrations in the block render the model of an operation, and not its relations' relations.

    What they do to the database stays the same. A lazy registry of migrations' models in Django would replace this.
    """
    with (
        patch.object(ProjectState, _FIND, _itself),
        patch.object(AlterField, _FORWARDS, _on_whole_states(AlterField)),
        patch.object(RenameField, _FORWARDS, _on_whole_states(RenameField)),
        patch.object(RenameModel, _FORWARDS, _on_whole_states(RenameModel)),
    ):
        yield


def _itself(
    state: ProjectState, app_label: str, model_name: str, delay: bool = False
) -> set[tuple[str, str]]:
    state.is_delayed = True
    return {(app_label, model_name)}


def _on_whole_states(operation: type[Any]) -> Callable[..., None]:
    """The operation's way forward, which also changes what points at its field or model, and so must see all of it."""
    forwards = getattr(operation, _FORWARDS)

    @wraps(forwards)
    def on_whole_states(
        self: Any, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if not isinstance(self, AlterField) or _is_pointed_at(self, app_label, from_state):
            from_state.clear_delayed_apps_cache()
            to_state.clear_delayed_apps_cache()
        forwards(self, app_label, schema_editor, from_state, to_state)

    return on_whole_states


def _is_pointed_at(altered: AlterField, app_label: str, state: ProjectState) -> bool:
    model = (app_label, altered.model_name_lower)
    field = state.models[model].fields[altered.name]
    return field_is_referenced(state, model, (altered.name, field))
