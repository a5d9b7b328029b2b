"""Breaks when Django renders models of migrations in another way: a release would migrate for minutes, or wrongly."""

from contextlib import AbstractContextManager, nullcontext

import pytest
from django.db import connection, models, transaction
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveField,
    RenameField,
    RenameModel,
    RunPython,
)
from django.db.migrations.state import ModelState, ProjectState

from portals.database.owner import as_owner
from portals.framework_patches.migration_models import rendered_by_need

NUMBER = ("id", models.AutoField(primary_key=True))
LONGER = models.BigAutoField(primary_key=True)


def to(model: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(f"mill.{model}", models.CASCADE, related_name="+", **options)


def by_code() -> models.ForeignKey:
    return models.ForeignKey("mill.Stone", models.CASCADE, to_field="code", null=True)


def write(apps: object, _schema_editor: object) -> None:
    """Rows that hang together, which Django refuses where a model points at another's earlier self."""
    stone, wheel, sack = (apps.get_model("mill", name) for name in ("Rock", "Wheel", "Sack"))
    first = stone.objects.create(name="đá", code="a", weight=3)
    made = wheel.objects.create(stone=first, spare=first)
    sack.objects.create(wheel=made, stone=first)
    assert sack.objects.get(wheel__stone=first).wheel.spare == first
    assert list(first.sack_set.all()) == list(sack.objects.all())


TABLES = [
    CreateModel(
        "Stone",
        [
            NUMBER,
            ("label", models.CharField(max_length=9)),
            ("code", models.CharField(max_length=3, unique=True)),
        ],
    ),
    CreateModel(
        "Wheel", [NUMBER, ("stone", to("Stone")), ("stones", models.ManyToManyField("mill.Stone"))]
    ),
    CreateModel(
        "Sack",
        [NUMBER, ("wheel", to("Wheel")), ("stone", by_code()), ("dust", to("Stone", null=True))],
    ),
    CreateModel("Dust", [NUMBER, ("sack", to("Sack"))]),
]
CHANGES = [
    AddField("stone", "weight", models.IntegerField(default=1)),
    AddConstraint("stone", models.CheckConstraint(condition=models.Q(weight__gt=0), name="weighs")),
    AddIndex("wheel", models.Index(fields=["stone", "id"], name="by_stone")),
    AddField("wheel", "spare", to("Stone", null=True)),
    # What points at these has to follow: directly, from a model that was not rendered since, and from between two.
    AlterField("stone", "id", LONGER),
    AlterField("stone", "code", models.CharField(max_length=30, unique=True)),
    AlterField("wheel", "id", LONGER),
    AlterField("stone", "weight", models.BigIntegerField(default=2)),
    RemoveField("sack", "dust"),
    RenameField("stone", "label", "name"),
    RenameModel("Stone", "Rock"),
    AddField("sack", "other", to("Rock", null=True)),
    DeleteModel("Dust"),
]  # fmt: skip
SCHEMA = """
    SELECT table_name::text, column_name::text, data_type::text, is_nullable::text
    FROM information_schema.columns WHERE table_name LIKE 'mill%'
    UNION ALL SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE tablename LIKE 'mill%'
    UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
    FROM pg_constraint WHERE conrelid::regclass::text LIKE 'mill%' ORDER BY 1, 2, 3
"""


def migrated(way: AbstractContextManager[None]) -> list[object]:
    """The schema that they lead to."""
    with way, as_owner(), transaction.atomic():
        state = ProjectState()
        assert state.apps
        for operations in (TABLES, CHANGES, [RunPython(write)]):
            migration = type("Migration", (Migration,), {"operations": operations})("0001", "mill")
            with connection.schema_editor() as editor:
                state = migration.apply(state, editor)
        with connection.cursor() as cursor:
            cursor.execute(SCHEMA)
            found = cursor.fetchall()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db(transaction=True)
def test_the_tables_become_what_django_makes_of_them() -> None:
    expected = migrated(nullcontext())

    assert len(expected) > 30
    assert migrated(rendered_by_need()) == expected


def test_one_model_is_rendered_for_one_field(monkeypatch) -> None:
    state = ProjectState()
    state.add_model(ModelState("mill", "Stone", [NUMBER]))
    for number in range(9):
        state.add_model(ModelState("mill", f"Wheel{number}", [NUMBER, ("stone", to("Stone"))]))
    assert state.apps
    rendered = []
    render = ModelState.render
    monkeypatch.setattr(
        ModelState, "render", lambda self, apps: rendered.append(self.name) or render(self, apps)
    )
    with rendered_by_need():
        state.add_field("mill", "stone", "weight", models.IntegerField(), True)

    assert rendered == ["Stone"], "Django renders models of migrations by another method now."
