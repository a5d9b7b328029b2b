"""The desk's pages of a document's relations: both directions, with what follows for its force."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from editorial.documents.provision_names import provision_name
from editorial.documents.relations.actions import (
    change_relation,
    note_in_text,
    relate,
    remove_relation,
)
from editorial.documents.relations.checking import may_keep, suspensions_of
from editorial.documents.relations.forms import (
    ChangedRelationForm,
    ProvisionsForm,
    RelationForm,
    initial_of,
    list_as_text,
    suspension_choices,
)
from editorial.documents.relations.listing import list_provisions
from editorial.documents.relations.naming import End, Named, UnableToName, find_end
from editorial.documents.relations.telling import force_told
from editorial.enums import RelationKind
from editorial.models import DocumentRelation, OfficialDocumentPage
from editorial.tenancy.pages import own_story
from portals.admin_kit.fields import ReasonForm
from portals.admin_kit.pages import done, person
from portals.clock import local_date


def _own_document(request: HttpRequest, page_id: int) -> OfficialDocumentPage:
    story = own_story(request, page_id)
    if not isinstance(story, OfficialDocumentPage):
        raise Http404
    return story


def _kept_here(page: OfficialDocumentPage, relation_id: int) -> DocumentRelation:
    return get_object_or_404(
        DocumentRelation.objects.select_related(
            "source_page", "source_stub", "target_page", "target_stub", "kept_at"
        ),
        pk=relation_id,
        kept_at=page,
        removed_at=None,
    )


@require_GET
def document_relations(request: HttpRequest, page_id: int) -> HttpResponse:
    """What the document says of others and others of it, its state today, and the days on which that changes."""
    page = _own_document(request, page_id)
    now = timezone.now()
    told = force_told(page, local_date(now), portal=page.portal_of_page(), draft=True)
    return TemplateResponse(
        request,
        "editorial/documents/relations.html",
        {
            "page_title": _("Relations and force"),
            "page": page,
            "told": told,
            "waiting": {one.relation.pk for one in told.not_in_text},
            "editable": may_keep(page, person(request), now),
            "provisions": [
                {"name": provision_name(one.path), "commences_on": one.commences_on}
                for one in page.provisions.order_by("position")
            ],
        },
    )


@require_http_methods(["GET", "POST"])
def document_relation_add(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _editable(request, page_id)
    form = RelationForm(request.POST or None, suspensions=_suspensions(request, page))
    if form.is_valid() and done(
        request,
        lambda: relate(at=page, said=form.said(), actor=person(request), now=timezone.now()),
        _("The relation was entered."),
    ):
        return redirect("document_relations", page.pk)
    return _form_page(request, page, form, _("Enter a relation"))


@require_http_methods(["GET", "POST"])
def document_relation_change(request: HttpRequest, page_id: int, relation_id: int) -> HttpResponse:
    page = _editable(request, page_id)
    relation = _kept_here(page, relation_id)
    form = ChangedRelationForm(
        request.POST or None,
        initial=initial_of(relation),
        suspensions=_suspensions(request, page, relation),
    )
    if form.is_valid() and done(
        request,
        lambda: change_relation(
            relation=relation,
            said=form.said(),
            reason=form.cleaned_data["reason"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The relation was changed."),
    ):
        return redirect("document_relations", page.pk)
    return _form_page(request, page, form, _("Change a relation"))


@require_http_methods(["GET", "POST"])
def document_relation_remove(request: HttpRequest, page_id: int, relation_id: int) -> HttpResponse:
    page = _editable(request, page_id)
    relation = _kept_here(page, relation_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and done(
        request,
        lambda: remove_relation(
            relation=relation,
            reason=form.cleaned_data["reason"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The relation was removed."),
    ):
        return redirect("document_relations", page.pk)
    return _form_page(request, page, form, _("Remove a relation"), removes=True)


@require_POST
def document_relation_in_text(request: HttpRequest, page_id: int, relation_id: int) -> HttpResponse:
    """Note that the text of the document shows what a relation changes of it."""
    page = _editable(request, page_id)
    relation = get_object_or_404(
        DocumentRelation, pk=relation_id, target_page=page, removed_at=None
    )
    done(
        request,
        lambda: note_in_text(relation=relation, actor=person(request), now=timezone.now()),
        _("Noted: the text shows this change."),
    )
    return redirect("document_relations", page.pk)


@require_http_methods(["GET", "POST"])
def document_provisions(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _editable(request, page_id)
    listed = page.provisions.order_by("position")
    form = ProvisionsForm(request.POST or None, initial={"provisions": list_as_text(listed)})
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: list_provisions(
                page=page,
                provisions=form.cleaned_data["provisions"],
                actor=person(request),
                now=timezone.now(),
            ),
            _("The provisions were listed."),
        )
    ):
        return redirect("document_relations", page.pk)
    return _form_page(request, page, form, _("Provisions of the document"))


def _editable(request: HttpRequest, page_id: int) -> OfficialDocumentPage:
    page = _own_document(request, page_id)
    if not may_keep(page, person(request), timezone.now()):
        raise Http404
    return page


def _suspensions(
    request: HttpRequest, page: OfficialDocumentPage, relation: DocumentRelation | None = None
) -> list[tuple[int, str]]:
    """Those of the document at hand, and of the other one once the form names it."""
    ends = [End(page=page)]
    if request.method == "POST" and request.POST.get("relation", "").endswith(RelationKind.LIFT):
        ends += _named_end(request, page)
    elif relation is not None and relation.lifts is not None:
        ends.append(End(relation.target_page, relation.target_stub))
    found: dict[int, DocumentRelation] = {}
    for end in ends:
        of_it = DocumentRelation(target_page=end.page, target_stub=end.stub)
        found |= {one.pk: one for one in suspensions_of(of_it)}
    return suspension_choices(found.values())


def _named_end(request: HttpRequest, page: OfficialDocumentPage) -> list[End]:
    form = RelationForm(request.POST)
    form.is_valid()
    typed = form.cleaned_data
    named = Named(typed.get("number", ""), typed.get("issuer", ""), typed.get("issued_on"))
    try:
        end = find_end(named, portal=page.portal_of_page())
    except UnableToName:
        # The verb says what is missing.
        return []
    return [end] if end is not None else []


def _form_page(
    request: HttpRequest,
    page: OfficialDocumentPage,
    form: Any,
    title: str,
    *,
    removes: bool = False,
) -> HttpResponse:
    return TemplateResponse(
        request,
        "editorial/documents/relation_form.html",
        {
            "page_title": title,
            "page": page,
            "form": form,
            "removes": removes,
        },
        status=422 if form.is_bound else 200,
    )
