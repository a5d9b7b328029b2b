"""The walls between boards, in front of every page of the admin host.

Wagtail asks for a right, and often only for the kind of right. Here every request of a board member is first asked:
is this page of the framework one that boards use, and does each thing that it names belong to a portal of theirs?
Only then does the view run, with checks of its own. A page that nobody thought about is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.models import Page, Revision

from editorial.models import PortalDocument, PortalImage
from portals.admin_kit.scope import owned, portals_of_request
from portals.audit_log.entries import log_model_act

from .allowed_views import OPEN_BULK_ACTIONS, OPEN_VIEWS
from .deletion import refuse_file_deletion

if TYPE_CHECKING:
    from django.urls import ResolverMatch

    from portals.boards.models import User
    from portals.requests import DeskRequest, HostedRequest

PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
FILE_ARGUMENTS: dict[str, type[Model]] = {
    "image_id": PortalImage,
    "document_id": PortalDocument,
    "doc_id": PortalDocument,
}
# What the plain `pk` of the framework's views stands for, by the beginning of the view's name.
PK_MODELS: dict[str, type[Model]] = {
    "wagtailadmin_pages:": Page,
    "wagtailimages_chooser:": PortalImage,
    "wagtaildocs_chooser:": PortalDocument,
}
# Lists of ids in the query, by the beginning of the view's name.
QUERY_MODELS: dict[str, type[Model]] = {
    "wagtailadmin_choose_page_chosen": Page,
    "wagtailimages_chooser:chosen_multiple": PortalImage,
    "wagtaildocs_chooser:chosen_multiple": PortalDocument,
}
BULK_MODELS: dict[str, type[Model]] = {
    "page": Page,
    "portalimage": PortalImage,
    "portaldocument": PortalDocument,
}
# Wagtail offers no hook before these.
FILE_DELETIONS: dict[str, tuple[type[Model], str]] = {
    "wagtailimages:delete": (PortalImage, "image_id"),
    "wagtailimages:delete_multiple": (PortalImage, "image_id"),
    "wagtaildocs:delete": (PortalDocument, "document_id"),
    "wagtaildocs:delete_multiple": (PortalDocument, "doc_id"),
}
# What a page answers that keeps somebody out, and what a request bears whose attempt is in the log already.
REFUSALS = {403, 404}
NOTED = "_refusal_noted"
PAGES_IN_QUERY = ("target_pages[]", "parent_page_id", "childOf")
PAGES_IN_FORM = ("new_parent_page",)


class Walls:
    """Middleware of the admin host; after it has run, `request.desk_portals` holds the person's portals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REFUSALS and names_a_thing_to_somebody(request):
            note_refusal(request)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: tuple[Any, ...],
        arguments: dict[str, Any],
    ) -> HttpResponse | None:
        match = request.resolver_match
        on_admin_host = cast("HostedRequest", request).on_admin_host
        if not on_admin_host or match is None or not request.user.is_authenticated:
            return None
        if not request.user.is_superuser:
            answer = self._at_the_wall(request, match, view, arguments)
            if answer is not None:
                return answer
        if is_of_the_framework(view) and not is_a_version_of_its_page(arguments):
            raise Http404
        if match.view_name in FILE_DELETIONS:
            model, argument = FILE_DELETIONS[match.view_name]
            item = get_object_or_404(model, pk=arguments[argument])
            return refuse_file_deletion(request, cast("PortalImage | PortalDocument", item))
        return None

    def _at_the_wall(
        self,
        request: HttpRequest,
        match: ResolverMatch,
        view: Callable[..., HttpResponse],
        arguments: dict[str, Any],
    ) -> HttpResponse | None:
        if is_of_the_framework(view):
            if is_a_move(match) and owned(
                Page, [arguments["page_to_move_id"]], portals_of_request(request)
            ):
                return redirect("story_move", arguments["page_to_move_id"])
            if not is_open(match, arguments):
                note_refusal(request)
                return permission_denied(request)
        if match.view_name == "wagtail_bulk_action" and "all" in request.GET.getlist("id"):
            messages.error(request, _("Choose the items one by one."))
            return redirect("wagtailadmin_home")
        things = list(things_named(match, arguments, request))
        # What the page is about, for the bar that names its portal.
        cast("DeskRequest", request).desk_things = things
        for model, ids in things:
            if not owned(model, ids, portals_of_request(request)):
                note_refusal(request)
                raise Http404
        return None


def names_a_thing_to_somebody(request: HttpRequest) -> bool:
    """Whether a page of ours that names a thing was asked for by somebody who is in: what it refuses is an attempt."""
    match = request.resolver_match
    return bool(
        cast("HostedRequest", request).on_admin_host
        and match is not None
        and match.kwargs
        and not is_of_the_framework(match.func)
        and request.user.is_authenticated
        and not hasattr(request, NOTED)
    )


def note_refusal(request: HttpRequest) -> None:
    """Put the attempt into the log of the province: a mistake is one line, somebody who tries doors is many."""
    setattr(request, NOTED, True)
    person = cast("User", request.user)
    portal = next(iter(portals_of_request(request)), None)
    log_model_act(
        instance=person,
        action="walls.refused",
        actor=person,
        data={"path": request.path[:200], "portal": portal.pk if portal else None},
    )


def is_of_the_framework(view: Callable[..., HttpResponse]) -> bool:
    return view.__module__.partition(".")[0] not in {
        "portals",
        "editorial",
        "syndication",
        "scoring",
    }


def is_a_version_of_its_page(arguments: dict[str, Any]) -> bool:
    """Whether the version that an address names, if any, is one of its page; the framework takes that for granted."""
    if "revision_id" not in arguments:
        return True
    versions = Revision.page_revisions.filter(object_id=str(arguments["page_id"]))
    return bool(versions.filter(pk=arguments["revision_id"]).exists())


def is_a_move(match: ResolverMatch) -> bool:
    return match.view_name in {"wagtailadmin_pages:move", "wagtailadmin_pages:move_confirm"}


def is_open(match: ResolverMatch, arguments: dict[str, Any]) -> bool:
    if match.view_name == "wagtail_bulk_action":
        kind = (arguments["app_label"], arguments["model_name"])
        return arguments["action"] in OPEN_BULK_ACTIONS.get(kind, frozenset())
    return match.view_name in OPEN_VIEWS or match.route.endswith("^.*/$")


def things_named(
    match: ResolverMatch, arguments: dict[str, Any], request: HttpRequest
) -> Iterator[tuple[type[Model], list[Any]]]:
    """Every page, image and file that the address, its query or a form of the framework names."""
    pages = pages_named(match, arguments, request)
    if pages:
        yield Page, pages
    if (match.view_name or "").startswith("wagtail"):
        yield from named_by_the_framework(match, arguments, request.GET.getlist("id"))


def pages_named(match: ResolverMatch, arguments: dict[str, Any], request: HttpRequest) -> list[Any]:
    pages = [arguments[key] for key in PAGE_ARGUMENTS if key in arguments]
    pages += [pk for key in PAGES_IN_QUERY for pk in request.GET.getlist(key) if pk]
    pages += [pk for key in PAGES_IN_FORM for pk in request.POST.getlist(key) if pk]
    name = match.view_name or ""
    if pages and name.startswith(("wagtailadmin_explore", "wagtailadmin_choose_page")):
        # The root itself shows what is below it, and that is scoped.
        root = str(Page.get_first_root_node().pk)
        pages = [pk for pk in pages if str(pk) != root]
    return pages


def named_by_the_framework(
    match: ResolverMatch, arguments: dict[str, Any], ids: list[str]
) -> Iterator[tuple[type[Model], list[Any]]]:
    name = match.view_name or ""
    for key, model in FILE_ARGUMENTS.items():
        if key in arguments:
            yield model, [arguments[key]]
    for prefix, model in PK_MODELS.items():
        if "pk" in arguments and name.startswith(prefix):
            yield model, [arguments["pk"]]
    if ids and name == "wagtail_bulk_action":
        yield BULK_MODELS[arguments["model_name"]], ids
    for prefix, model in QUERY_MODELS.items():
        if ids and name.startswith(prefix):
            yield model, ids
