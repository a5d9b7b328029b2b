"""Rubrics as YAML: read with every fault named, written so that reading gives the same rubric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from portals.refusals import Refusal
from scoring.enums import AdjustmentKind, CriterionKind, NoCases, PointsRule

from .spec import AdjustmentSpec, BandSpec, CriterionSpec, GroupSpec, RubricSpec, StepSpec

DEFAULT = Path(__file__).with_name("default.yaml")
# Of the portal that runs the install, which stands apart from the others.
PROVINCE = Path(__file__).with_name("province.yaml")
# Five times what a rubric for all tiers takes. The reader of YAML takes ten seconds for a megabyte.
LONGEST = 80_000


class UnreadableRubric(Refusal):
    """The file is not a rubric; the text says where."""


def read_rubrics(text: str) -> list[RubricSpec]:
    """Read a file: one rubric for each tier that it names, with the tier's own values put over the common ones."""
    if len(text) > LONGEST:
        raise UnreadableRubric(_("The text is too long for one piece. Split it into parts."))
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UnreadableRubric(_not_yaml(error)) from error
    return rubrics_from(content)


def _not_yaml(error: yaml.YAMLError) -> str:
    """Say where it breaks; the reader of YAML says the rest in English only."""
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark):
        return _("The file is no YAML: see line %(line)s, column %(column)s.") % {
            "line": mark.line + 1,
            "column": mark.column + 1,
        }
    return _("The file is no YAML. Begin with one that was taken from here.")


def rubrics_from(content: Any) -> list[RubricSpec]:
    """Return the rubrics that plain content describes; raises UnreadableRubric with the place of the fault."""
    if not isinstance(content, dict) or not isinstance(content.get("tiers"), dict):
        raise UnreadableRubric(_("The file names no tiers."))
    return [_rubric(content, str(tier), own or {}) for tier, own in content["tiers"].items()]


def read_default() -> list[RubricSpec]:
    """Return the rubrics that come with the install, one a tier."""
    return read_rubrics(DEFAULT.read_text(encoding="utf-8"))


def read_own() -> list[RubricSpec]:
    """Return the rubric that comes with the install for the portal that runs it: one, in a list as others are."""
    return read_rubrics(PROVINCE.read_text(encoding="utf-8"))


def write_rubric(rubric: RubricSpec) -> str:
    return yaml.safe_dump(rubric_content(rubric), allow_unicode=True, sort_keys=False, width=100)


def rubric_content(rubric: RubricSpec) -> dict[str, Any]:
    """Return `rubric` as the plain content that files carry."""
    return {
        "title": rubric.title,
        "bonus_limit": _plain(rubric.bonus_limit),
        "penalty_limit": _plain(rubric.penalty_limit),
        "tiers": {rubric.tier: {}},
        "bands": [
            {
                "code": band.code,
                "name": band.name,
                "from": _plain(band.from_total),
                "below": _plain(band.below),
            }
            for band in rubric.bands
        ],
        "groups": [
            {
                "code": group.code,
                "name": group.name,
                "criteria": [
                    _criterion_as_dict(one) for one in rubric.criteria if one.group == group.code
                ],
            }
            for group in rubric.groups
        ],
        "adjustments": [
            {
                "code": rule.code,
                "name": rule.name,
                "kind": str(rule.kind),
                "points": _plain(rule.points),
                "most_points": _plain(rule.most_points),
                "measure": rule.measure,
                "caps_band": rule.caps_band,
                "help": rule.help,
            }
            for rule in rubric.adjustments
        ],
    }


def _criterion_as_dict(criterion: CriterionSpec) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": criterion.code,
        "name": criterion.name,
        "points": _plain(criterion.points),
        "kind": str(criterion.kind),
        "measure": criterion.measure,
        "rule": str(criterion.rule),
        "no_cases": str(criterion.no_cases),
        "pools_small_numbers": criterion.pools_small_numbers,
        "legal_basis": criterion.legal_basis,
        "help": criterion.help,
    }
    if criterion.parameters:
        found["parameters"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in criterion.parameters.items()
        }
    if criterion.steps:
        found["steps"] = [
            {
                "above": _plain(step.above),
                "up_to": _plain(step.up_to),
                "points": _plain(step.points),
            }
            for step in criterion.steps
        ]
    return found


def _rubric(content: Mapping[str, Any], tier: str, own: Mapping[str, Any]) -> RubricSpec:
    groups = _list(content, "groups")
    return RubricSpec(
        tier=tier,
        title=_text(own if "title" in own else content, "title"),
        bonus_limit=_number(content, "bonus_limit"),
        penalty_limit=_number(content, "penalty_limit"),
        groups=tuple(GroupSpec(_text(one, "code"), _text(one, "name")) for one in groups),
        criteria=tuple(_criteria(groups, own)),
        adjustments=tuple(_adjustment(one) for one in _list(content, "adjustments")),
        bands=tuple(
            BandSpec(
                _text(one, "code"),
                _text(one, "name"),
                _number(one, "from"),
                _number_or_none(one, "below"),
            )
            for one in _list(content, "bands")
        ),
    )


def _criteria(groups: list[Any], own: Mapping[str, Any]) -> Iterator[CriterionSpec]:
    known = {
        _text(one, "code")
        for group in groups
        for one in _list(group, "criteria")
    }  # fmt: skip
    overrides = {key: value for key, value in own.items() if key != "title"}
    if strange := sorted(set(overrides) - known):
        raise UnreadableRubric(
            _("The tier changes %(codes)s, which no group holds.") % {"codes": ", ".join(strange)}
        )
    for group in groups:
        for one in _list(group, "criteria"):
            yield _criterion(_text(group, "code"), {**one, **overrides.get(one["code"], {})})


def _criterion(group: str, one: Mapping[str, Any]) -> CriterionSpec:
    parameters = one.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise UnreadableRubric(_("%(code)s: parameters are names with values.") % one)
    return CriterionSpec(
        group=group,
        code=_text(one, "code"),
        name=_text(one, "name"),
        points=_number(one, "points"),
        kind=CriterionKind(_choice(one, "kind", CriterionKind.values)),
        measure=_text(one, "measure"),
        rule=PointsRule(_choice(one, "rule", PointsRule.values)),
        no_cases=NoCases(_choice(one, "no_cases", NoCases.values, default=NoCases.LEAVES)),
        pools_small_numbers=one.get("pools_small_numbers") is True,
        parameters=parameters,
        steps=tuple(
            StepSpec(
                _number_or_none(step, "above"),
                _number_or_none(step, "up_to"),
                _number(step, "points"),
            )
            for step in one.get("steps") or ()
        ),
        legal_basis=str(one.get("legal_basis") or "").strip(),
        help=str(one.get("help") or "").strip(),
    )


def _adjustment(one: Mapping[str, Any]) -> AdjustmentSpec:
    return AdjustmentSpec(
        code=_text(one, "code"),
        name=_text(one, "name"),
        kind=AdjustmentKind(_choice(one, "kind", AdjustmentKind.values)),
        points=_number(one, "points"),
        most_points=_number(one, "most_points"),
        measure=_text(one, "measure"),
        caps_band=str(one.get("caps_band") or ""),
        help=str(one.get("help") or "").strip(),
    )


def _list(one: Mapping[str, Any], name: str) -> list[Any]:
    found = one.get(name)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise UnreadableRubric(_("“%(name)s” must be a list of entries.") % {"name": name})
    return found


def _text(one: Mapping[str, Any], name: str) -> str:
    found = one.get(name)
    if not isinstance(found, str) or not found.strip():
        raise UnreadableRubric(
            _("“%(name)s” is missing in %(entry)s.") % {"name": name, "entry": _entry(one)}
        )
    return found.strip()


def _choice(
    one: Mapping[str, Any], name: str, values: list[str], default: str | None = None
) -> str:
    found = str(one.get(name) or default or "")
    if found not in values:
        raise UnreadableRubric(
            _("“%(name)s” in %(entry)s must be one of %(values)s.")
            % {"name": name, "entry": _entry(one), "values": ", ".join(values)}
        )
    return found


def _number(one: Mapping[str, Any], name: str) -> Decimal:
    found = _number_or_none(one, name)
    if found is None:
        raise UnreadableRubric(
            _("“%(name)s” is missing in %(entry)s.") % {"name": name, "entry": _entry(one)}
        )
    return found


def _number_or_none(one: Mapping[str, Any], name: str) -> Decimal | None:
    found = one.get(name)
    if found is None:
        return None
    try:
        number = Decimal(str(found))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(found, bool) or not number.is_finite():
        raise UnreadableRubric(
            _("“%(name)s” in %(entry)s must be a number.") % {"name": name, "entry": _entry(one)}
        )
    return number


def _entry(one: Mapping[str, Any]) -> str:
    return str(one.get("code") or one.get("name") or _("the file"))


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
