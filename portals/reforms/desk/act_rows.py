"""What was wanted, confirmed and done of a change, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.clock import local_date
from portals.models import Portal

from ..enums import ActDirection
from ..models import Reform, ReformAct
from ..switch_actions import may_run_on, waits_for
from ..undoing import may_be_taken_back_until, reform_stands
from .plan_rows import name_of_column

# So many rows of one kind are named; all are counted.
NAMED = 200
WHAT = {
    ActDirection.FORWARD.value: gettext_lazy("Carry the change out"),
    ActDirection.BACK.value: gettext_lazy("Take the change back"),
}


def acts_shown(reform: Reform) -> list[ReformAct]:
    """All that was wanted of a change, the latest first. One query."""
    found = reform.acts.select_related("wanted_by", "confirmed_by").order_by("-wanted_at", "-pk")
    acts = list(found)
    for act in acts:
        # Each asks of the decision's day.
        act.reform = reform
    return acts


def shown_acts(acts: Iterable[ReformAct], now: datetime) -> list[dict[str, Any]]:
    return [{"act": act, "what": WHAT[act.direction], "state": _state_of(act, now)} for act in acts]


def _state_of(act: ReformAct, now: datetime) -> str:
    if act.done_at:
        return _("carried out")
    if act.called_off_at:
        return _("called off")
    if act.confirmed_at is None:
        return _("waits for a second person")
    if act.failure:
        return _("could not be carried out")
    if may_run_on(act, local_date(now)):
        waits = waits_for(act, now)
        return (
            _("is carried out at 00:30 at the latest. %(reason)s") % {"reason": waits}
            if waits
            else _("is being carried out")
        )
    return _("is carried out on %(day)s") % {"day": f"{act.reform.takes_effect_on:%d/%m/%Y}"}


def shown_standing(acts: list[ReformAct], now: datetime) -> dict[str, Any]:
    """Where the change stands: what is wanted, what was done last, and until when that may be taken back.

    At most three queries.
    """
    wanted = next((act for act in acts if not act.done_at and not act.called_off_at), None)
    carried = [act for act in acts if act.done_at]
    done = max(carried, key=lambda act: (act.done_at, act.pk), default=None)
    findings = done.findings if done and done.findings else {}
    standing = done is not None and reform_stands(done)
    until = may_be_taken_back_until(done) if done and standing else None
    return {
        "wanted": wanted,
        "what": WHAT[wanted.direction] if wanted else "",
        "state": _state_of(wanted, now) if wanted else "",
        "done": done,
        "stands": standing,
        "took": f"{done.took_ms / 1000:.1f}".replace(".", ",") if done and done.took_ms else "0",
        "until": until,
        "may_be_taken_back": until is not None and now < until and wanted is None,
        "may_be_carried_out": wanted is None and not standing,
        "differences": [
            {**one, "name": name_of_column(one["column"])}
            for one in findings.get("differences", [])
        ],
        "not_seated": findings.get("not_seated", []),
        "kept": _kept(findings.get("kept", [])),
        "kept_number": len(findings.get("kept", [])),
    }


def _kept(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What was written since a change and stays, in the reader's words as far as there are some. At most a query."""
    named = rows[:NAMED]
    table = Portal._meta.db_table
    keys = [int(row["row"]) for row in named if row["table"] == table]
    names = Portal.objects.in_bulk(keys) if keys else {}
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    found = []
    for row in named:
        model = models.get(row["table"])
        portal = names.get(int(row["row"])) if row["table"] == table else None
        what = capfirst(str(model._meta.verbose_name)) if model else row["table"]
        found.append(
            {
                "what": what,
                "which": portal.name if portal else row["row"],
                "columns": ", ".join(_column(model, column) for column in row["columns"]),
            }
        )
    return found


def _column(model: type[Model] | None, column: str) -> str:
    for field in model._meta.concrete_fields if model else ():
        if field.column == column:
            return str(field.verbose_name)
    return column


def what_it_does(act: ReformAct, content: dict[str, Any] | None) -> str:
    """In one sentence, with the day, what happens when the act is carried out. `content` is that of the plan."""
    content = content or {}
    ends, opens, goes_on = (
        len(content.get(name, [])) for name in ("ending", "founded", "going_on")
    )
    if act.direction == ActDirection.BACK:
        told = {
            "ending": ngettext(
                "%(count)d portal that ended is open again",
                "%(count)d portals that ended are open again",
                ends,
            )
            % {"count": ends},
            "opened": ngettext(
                "%(count)d that opened is taken away, or stays as an archive where something was written on it",
                "%(count)d that opened are taken away, or stay as archives where something was written on them",
                opens,
            )
            % {"count": opens},
        }
        return (
            _("As soon as it is confirmed: %(ending)s; %(opened)s; all else is as it was.") % told
        )
    told = {
        "day": date_format(act.reform.takes_effect_on, "d/m/Y"),
        "ending": ngettext("%(count)d portal ends", "%(count)d portals end", ends)
        % {"count": ends},
        "opened": ngettext("%(count)d opens", "%(count)d open", opens) % {"count": opens},
        "on": ngettext(
            "%(count)d goes on with another name, code or overseer",
            "%(count)d go on with other names, codes or overseers",
            goes_on,
        )
        % {"count": goes_on},
    }
    return _("On %(day)s: %(ending)s; %(opened)s; %(on)s.") % told
