"""What belongs to a board, found from the models themselves, so that a new model cannot be forgotten.

A model is a board's by any way that leads from it to a portal: its own column, a row that it hangs on, a page of the
portal's tree, the portal's collection, one of its people, or the content type and id of one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from portals.boards.models import User
from portals.models import Portal
from portals.sealing.fields import SealedTextField

# Ids by the id of their content type.
type Named = dict[int, list[str]]

# From the first to the last: what a row hangs on tells more than who made it.
TERMINALS: tuple[type[Model], ...] = (Portal, Page, Collection, User)
OURS = {"portals", "editorial", "syndication", "scoring"}
# What leads from a model to a portal only backwards.
BACKWARDS = {"auth.Group": ["rights__portal"]}

# What is nobody's own. A model that is neither here nor leads to a portal fails the tests.
OF_ALL = {
    "auth.Permission": "names of rights",
    "boards.RequiredPost": "what the law asks of boards",
    "boards.User_user_permissions": "no right is given to one person",
    "contenttypes.ContentType": "kinds of things",
    "calendar.CalendarDay": "holidays of the country",
    "accountability.CalendarNotice": "holidays of the country",
    "accountability.CountedNotice": "holidays of the country",
    "accountability.CaseTerm": "times of the law",
    "accountability.ErasureGround": "grounds of the law",
    "accountability.RefusalGround": "grounds of the law",
    "duties.Duty": "what a tier owes",
    "editorial.SectionType": "the list of sections that the law asks for",
    "editorial.SectionRequirement": "the list of sections that the law asks for",
    "portals.Tier": "levels of government",
    "editorial.FileText": "named by the hash of a content; whose it is says ReadFile",
    "editorial.FileSignature": "named by the hash of a content, as its text is",
    "guarding.ScanRound": "a night's work of the install",
    "guarding.TrustedHost": "what the province trusts",
    "watch.WatchState": "how far the watch of the install is",
    "practice.PracticeClone": "when the install was cloned for practice",
    "editorial.BestBet": "what the province wants first in the search",
    "editorial.SearchWord": "words of public texts, counted",
    "editorial.Synonym": "what means the same in the search of all portals",
    "initiatives.InitiativeTerm": "within what time the province answers",
    "initiatives.Workshop": "days that all boards of the province are asked to",
    "workload.DeedMinutes": "how long deeds take",
    "workload.CountedDeeds": "sums of a tier",
    "royalties.RoyaltyTerms": "what the province pays a unit",
    "royalties.RoyaltyRate": "what the province pays for a kind of work",
    "spoken.SpokenForm": "what the province says of abbreviations",
    "learning.ProvincePage": "what the province says of tasks",
    "procedures.CatalogueFile": "exports that the province brings in",
    "procedures.Procedure": "one description for the whole province",
    "procedures.ProcedureBasis": "of a procedure, which is the province's",
    "procedures.ProcedureFee": "of a procedure, which is the province's",
    "procedures.ProcedurePaper": "of a procedure, which is the province's",
    "procedures.ProcedureStep": "of a procedure, which is the province's",
    "procedures.ServiceLink": "addresses of the service portal",
    "procedures.ServiceOutage": "addresses of the service portal",
    "portals.EditionChange": "the outbox of the page cache",
    "portals.Tick": "signs of life of the queues",
    "portals.Cluster": "groups that are ranked together",
    "ledger.LedgerCheckpoint": "the ledger is the province's",
    "ledger.LedgerCosignature": "the ledger is the province's",
    "ledger.LedgerGrowth": "the ledger is the province's",
    "ledger.LedgerKey": "the ledger is the province's",
    "ledger.LedgerSalt": "named by a hash that nobody can guess",
    "ledger.LedgerTile": "the ledger is the province's",
    "alerts.AlertItem": "what happened, in public",
    "alerts.DigestRun": "mornings of the install",
    "witnesses.Witness": "the ledger is the province's",
    "journal.Retention": "rules of the install",
    "journal.RetentionRun": "nights of the install",
    "visits.WrittenBatch": "tokens of batches of counts",
    "scoring.Rubric": "rules of the install",
    "scoring.TrialMonth": "declared by the province, and read by all boards",
    "scoring.RubricGroup": "rules of the install",
    "scoring.RubricBand": "rules of the install",
    "scoring.Criterion": "rules of the install",
    "scoring.CriterionStep": "rules of the install",
    "scoring.AdjustmentRule": "rules of the install",
    "scoring.NeighbourMonth": "what other provinces published",
    "scoring.PublicDraw": "a draw for the whole province",
    "scoring.MeasuringRun": "a month of the whole province",
    "scoring.Round": "a month of the whole province",
    "scoring.RoundSchedule": "rules of the install",
    "scoring.PublicScores": "rules of the install",
    "scoring.EvidencePack": "what is published of the whole province",
    "wagtailcore.Locale": "one language",
    "wagtailcore.Workflow": "one workflow serves all",
    "wagtailcore.WorkflowContentType": "one workflow serves all",
    "wagtailcore.WorkflowTask": "one workflow serves all",
    "wagtailcore.Task": "one workflow serves all",
    "editorial.BoardReviewTask": "one workflow serves all",
    "taggit.Tag": "words",
    "wagtailadmin.Admin": "has no rows",
    "django_rq.Dashboard": "has no rows",
    "axes.AccessFailureLog": "attempts from outside, by what was typed",
    "axes.AccessAttempt": "attempts from outside, by what was typed",
    "axes.AccessAttemptExpiration": "attempts from outside, by what was typed",
    "axes.AccessLog": "attempts from outside, by what was typed",
    "sessions.Session": "named by a secret",
    "door.PasswordRequest": "attempts from outside, by what was typed",
    "socialaccount.SocialApp": "the sign-on of the province",
    "wagtailcore.GroupApprovalTask": "not used: one workflow serves all",
    "wagtailcore.GroupApprovalTask_groups": "not used: one workflow serves all",
}
# Of these, what changes with anybody's every step.
MOVING = {
    # Another with each act that the ledger holds, whoever acts; test_only_grows.py says who may take one away.
    "ledger.LedgerSalt",
    "portals.EditionChange",
    "portals.Tick",
    "sessions.Session",
    "taggit.Tag",
    "axes.AccessFailureLog",
    "axes.AccessAttempt",
    "axes.AccessAttemptExpiration",
    "axes.AccessLog",
}


def models() -> Iterator[type[Model]]:
    """Every table of the install, those between two others included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


@cache
def ways() -> dict[type[Model], list[str]]:
    """For each model that belongs to boards the lookups that lead to a portal, a page, a collection or a person."""
    found = {model: list(_ways_of(model, deep=3)) for model in models()}
    return {model: leading for model, leading in found.items() if leading}


def _ways_of(model: type[Model], deep: int) -> Iterator[str]:
    """What the model itself names, and where that is people only, what the rows that it hangs on name."""
    direct = _direct(model)
    yield from direct
    enough = any(not way or not issubclass(_end(model, way), User) for way in direct)
    for field in _links(model) if deep else []:
        on = field.related_model
        if on is model or issubclass(on, TERMINALS) or on._meta.label in OF_ALL:
            continue
        # The framework's bookkeeping hangs on much; ours on what it belongs to.
        if not enough or on.__module__.partition(".")[0] in OURS:
            yield from (f"{field.name}__{way}" for way in _ways_of(on, deep - 1))


def of_nobody() -> list[str]:
    """The models that nobody said anything about."""
    return sorted(
        model._meta.label
        for model in models()
        if model not in ways() and model._meta.label not in OF_ALL
    )


def rows_of(
    model: type[Model],
    portal: Portal,
    people: Iterable[Model],
    named: Callable[[], Named] | None = None,
) -> QuerySet[Any]:
    """The rows of `model` that are `portal`'s or its `people`'s. `named` gives what `named_by_kind` found before."""
    people = list(people)
    named = named or partial(named_by_kind, portal, people)
    conditions = [_condition(model, way, portal, people, named) for way in ways()[model]]
    return model._default_manager.filter(reduce(or_, conditions)).order_by("pk")


def picture(
    portal: Portal, people: Iterable[Model], tables: set[str] | None
) -> dict[str, list[Any]]:
    """All rows of a board in `tables` (None: in all), and all of what is everybody's, by model."""
    people = list(people)
    # Asked for by every log and index, and the same for all of one picture.
    named = cache(partial(named_by_kind, portal, people))
    return {
        model._meta.label: list(
            (
                model._default_manager.order_by("pk")
                if model._meta.label in OF_ALL
                else rows_of(model, portal, people, named)
            ).values_list()
        )
        for model in models()
        if model._meta.label not in MOVING and (tables is None or tables & _tables(model))
    }


def bears(model: type[Model], portal: Portal, people: Iterable[Model], mark: str) -> bool:
    """Whether a row of the board has `mark` in one of its texts, so that a page that shows it gives itself away."""
    texts = [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField) and not field.choices
    ]
    rows = rows_of(model, portal, people)
    sealed = [name for name in texts if isinstance(model._meta.get_field(name), SealedTextField)]
    # The database cannot read these.
    if any(mark in (getattr(row, name) or "") for name in sealed for row in rows):
        return True
    return any(
        rows.annotate(_text=Cast(name, TextField())).filter(_text__contains=mark).exists()
        for name in texts
        if name not in sealed
    )


def _direct(model: type[Model]) -> list[str]:
    if issubclass(model, TERMINALS):
        return [""]
    names = list(BACKWARDS.get(model._meta.label, []))
    names += [f.name for f in _links(model) if issubclass(f.related_model, TERMINALS)]
    if {"content_type", "object_id"} <= {field.name for field in model._meta.get_fields()}:
        names.append("object_id")
    return names


def _links(model: type[Model]) -> list[Any]:
    return [
        field
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model is not None
        and not field.many_to_many
    ]


def _tables(model: type[Model]) -> set[str]:
    """The table of a model and those of its parents."""
    return {model._meta.db_table, *(parent._meta.db_table for parent in model._meta.parents)}


def _end(model: type[Model], way: str) -> type[Model]:
    for name in way.split("__") if way else []:
        # An id that goes with a kind leads to no model of its own.
        model = model._meta.get_field(name).related_model or Page
    return model


def _condition(
    model: type[Model], way: str, portal: Portal, people: list[Any], named: Callable[[], Named]
) -> Q:
    if way.endswith("object_id"):
        return _generic(way, named())
    end = _end(model, way)
    if issubclass(end, Portal):
        return Q(**{way or "pk": portal.pk})
    if issubclass(end, User):
        return Q(**{f"{way or 'pk'}__in": [person.pk for person in people]})
    if issubclass(end, Collection):
        # By its id: a tree that is kept in order moves its paths with each new collection.
        return Q(**{way or "pk": portal.collection_id})
    return Q(**{f"{way}__path__startswith" if way else "path__startswith": portal.root.path})


def named_by_kind(portal: Portal, people: list[Any]) -> Named:
    """What a row can name by kind and id: pages of the portal, its files, its people."""
    return {
        ContentType.objects.get_for_model(model).pk: [str(pk) for pk in ids]
        for model in apps.get_models()
        if model in ways()
        and issubclass(model, (Page, User, Portal, get_image_model(), get_document_model()))
        and (ids := rows_of(model, portal, people).values_list("pk", flat=True))
    }


def _generic(way: str, named: Named) -> Q:
    prefix = way.removesuffix("object_id")
    return reduce(
        or_,
        (
            Q(**{f"{prefix}content_type": kind, f"{prefix}object_id__in": ids})
            for kind, ids in named.items()
        ),
    )
