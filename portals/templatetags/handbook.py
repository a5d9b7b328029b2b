"""“Trợ giúp” on every page of the desk, and the page of the handbook that is offered after a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.messages import constants
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.http import urlencode

from portals.learning.offering import Mistake, offered_page, page_for_code
from portals.learning.pages import shipped_pages
from portals.learning.readers import readers_of
from portals.learning.tasks import AFTER, help_page, page_for_task
from portals.learning.trying_out import practice_address, practice_of_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from portals.learning.pages import HandbookPage

register = template.Library()
# What pages call the sentence with which they refuse, and the list of what is wrong with a table that was sent.
SAID = ("refusal", "refused", "problem", "situation")
FAULTS = "faults"
# What names the tour in an address.
TOUR = "huong-dan"


@register.simple_tag(takes_context=True)
def help_url(context: dict[str, Any]) -> str:
    """The address of the page about the task in hand."""
    request: HttpRequest | None = context.get("request")
    if request is None or not hasattr(request, "user"):
        return ""
    page = help_page(_url_name(request), readers_of(request))
    if not request.user.is_authenticated and not page.is_open:
        return ""
    return reverse("handbook_read", args=[page.slug])


@register.inclusion_tag("portals/learning/band.html", takes_context=True)
def handbook_band(context: dict[str, Any]) -> dict[str, Any]:
    """The offer as a strip above a page in the framework's frame."""
    return handbook_offer(context)


@register.inclusion_tag("portals/learning/offer.html", takes_context=True)
def handbook_offer(context: dict[str, Any], code: str = "", said: str = "") -> dict[str, Any]:
    """The offer beside what went wrong on this page: what is `said`, or the messages and forms of the page itself."""
    request: HttpRequest | None = context.get("request")
    told = said or " ".join(_told(context, request))
    if request is None or not (told or code or _has_faults(context, request)):
        return {"page": None}
    is_outside = not getattr(request, "user", None) or not request.user.is_authenticated
    mistake = Mistake(_happened(context) or _url_name(request), told, code)
    return _offer(offered_page(mistake, only_open=is_outside))


@register.inclusion_tag("portals/learning/offer.html")
def how_to(kind: str, code: str) -> dict[str, Any]:
    """The way to the page that `code` of the `kind` leads to: `{% how_to "measure" line.measure %}`."""
    return _offer(page_for_code(f"{kind}:{code}"))


@register.inclusion_tag("portals/learning/offer.html")
def how_to_do(task: str, is_stranger: bool) -> dict[str, Any]:
    """The way to the page about the address named `task`; to whoever is outside, to none that is read inside."""
    return _offer(page_for_task(task, only_open=is_stranger))


@register.simple_tag
def try_out_page(slug: str) -> str:
    """Where what the page `slug` tells is tried out; empty where no practice install is beside this one."""
    page = shipped_pages().get(slug)
    return practice_of_page(page) if page else ""


@register.simple_tag
def try_out(url_name: str) -> str:
    """The page named `url_name` on the practice install; empty where there is none."""
    return practice_address(url_name)


@register.simple_tag
def tour_url(slug: str) -> str:
    """The page of the desk over which the steps of the page `slug` are shown; empty where it has none."""
    page = shipped_pages().get(slug)
    return f"{reverse(page.tour.at)}?{urlencode({TOUR: slug})}" if page and page.tour else ""


@register.inclusion_tag("portals/learning/tour.html", takes_context=True)
def handbook_tour(context: dict[str, Any]) -> dict[str, Any]:
    """The steps over the page in hand, where its address asks for them."""
    request: HttpRequest | None = context.get("request")
    page = shipped_pages().get(request.GET.get(TOUR, "")) if request else None
    if request is None or page is None or page.tour is None or page.tour.at != _url_name(request):
        return {"steps": None}
    return {"steps": [{"element": step.place, "text": step.say} for step in page.tour.steps]}


def _offer(page: HandbookPage | None) -> dict[str, Any]:
    return {"page": page, "url": reverse("handbook_read", args=[page.slug]) if page else ""}


def _url_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match else "") or ""


def _happened(context: Any) -> str:
    """What a message on the page says that it is about."""
    tags = " ".join(message.extra_tags or "" for message in context.get("messages") or ())
    return next((tag for tag in tags.split() if tag.startswith(AFTER)), "")


def _told(context: Any, request: HttpRequest | None) -> Iterator[str]:
    """The sentences on the page that say what is wrong."""
    for message in context.get("messages") or ():
        if message.level >= constants.WARNING:
            # What follows are its buttons.
            yield strip_tags(str(message).partition("<a ")[0])
    if request is not None and request.method == "POST":
        # What a list is narrowed by is a form, too, and asked for no errors by the way.
        for value in context.flatten().values():
            yield from _errors(value)
    for name in SAID:
        if value := context.get(name):
            yield str(value)


def _has_faults(context: Any, request: HttpRequest) -> bool:
    """Whether a table that was sent has rows that are wrong. What is told of a portal's faults is no mistake."""
    return request.method == "POST" and bool(context.get(FAULTS))


def _errors(value: object) -> Iterator[str]:
    """What a form, or a row of forms, that was sent says is wrong."""
    if isinstance(value, BaseForm) and value.is_bound:
        yield from (str(error) for errors in value.errors.values() for error in errors)
    elif isinstance(value, BaseFormSet) and value.is_bound:
        yield from (str(error) for error in value.non_form_errors())
        for form in value.forms:
            yield from _errors(form)
