"""A plan as its page shows it: tables by what becomes of their rows, with the names that the desk knows them by."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portals.boards.enums import Position
from portals.models import Portal, Tier

from ..enums import ChangeKind
from ..registry import Fate, under_way

FATES = {
    Fate.KEEP.value: _("Stays with the portal that ends"),
    Fate.FOLLOW.value: _("Goes to the successor"),
    Fate.CLOSE.value: _("Ends on the day"),
}


def shown_plan(content: dict[str, Any]) -> dict[str, Any]:
    """What the template needs of a plan. Two queries."""
    labels = {what.code: what.label for what in under_way()}
    things = [thing for thing in content["under_way"] if thing["rows"]]
    names = Portal.objects.in_bulk({int(pk) for thing in things for pk in thing["by_portal"]})
    return {
        "conflicts": content["conflicts"],
        "founded": [_with_kinds(unit) for unit in content["founded"]],
        "ending": [{**unit, "how": ChangeKind(unit["kind"]).label} for unit in content["ending"]],
        "going_on": content["going_on"],
        # Plans of the release before do not say.
        "moves": content.get("moves", []),
        "boards": _boards(content.get("boards", {"new": [], "ending": []})),
        "outside": content["outside"],
        "overseen": content["overseen"],
        "tiers": _tiers(content["tiers"]),
        "fates": [(said, _tables(content["tables"], fate)) for fate, said in FATES.items()],
        "under_way": [
            {
                "label": labels.get(thing["code"], thing["code"]),
                "rows": thing["rows"],
                "portals": [
                    (names[int(pk)].name, number)
                    for pk, number in sorted(thing["by_portal"].items(), key=lambda one: -one[1])
                    if int(pk) in names
                ],
            }
            for thing in things
        ],
    }


def _with_kinds(unit: dict[str, Any]) -> dict[str, Any]:
    of = [{**one, "how": ChangeKind(one["kind"]).label} for one in unit["of"]]
    return {**unit, "of": of}


def _boards(planned: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """With the names of posts; portals on whose boards nobody sits are left out."""
    groups = ("members", "keep", "to_choose", "lose")
    named = {
        part: [
            board
            | {
                group: [_with_posts(one) for one in board[group]]
                for group in groups
                if group in board
            }
            for board in boards
        ]
        for part, boards in planned.items()
    }
    named["ending"] = [one for one in named["ending"] if any(one[group] for group in groups[1:])]
    return named


def _with_posts(one: dict[str, Any]) -> dict[str, Any]:
    new = [{**post, "post": Position(post["position"]).label} for post in one.get("new", ())]
    return {**one, "post": Position(one["position"]).label, "new": new}


def _tiers(counted: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    before, after = counted["before"], counted["after"]
    return [
        {"name": tier.name, "before": before.get(tier.code, 0), "after": after.get(tier.code, 0)}
        for tier in Tier.objects.order_by("level", "code")
        if tier.code in before or tier.code in after
    ]


def _tables(tables: list[dict[str, Any]], fate: str) -> list[dict[str, Any]]:
    return [
        {"name": name_of_column(table["column"]), "rows": table["rows"], "column": table["column"]}
        for table in tables
        if table["fate"] == fate
    ]


def name_of_column(column: str) -> str:
    """How the desk calls the rows of a table. A table that is gone since the plan was made keeps its technical name."""
    app, model, _field = column.split(".")
    try:
        return capfirst(str(apps.get_model(app, model)._meta.verbose_name_plural))
    except LookupError:
        return column
