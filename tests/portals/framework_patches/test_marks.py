"""Breaks when a framework looks for its notes under other names: a query more, another policy, a bare answer."""

import pytest
from axes.middleware import AxesMiddleware
from django.http import HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from wagtail.models import Site

from portals.framework_patches.marks import answer_lock_out_ourselves, give_policy, settle_site

HEADER = "Content-Security-Policy"


@pytest.mark.django_db
@pytest.mark.parametrize("site", [Site(pk=7, hostname="xa.example.vn"), None])
def test_wagtail_takes_the_site_that_was_settled(rf, site, django_assert_num_queries):
    request = rf.get("/")
    settle_site(request, site)
    with django_assert_num_queries(0):
        found = Site.find_for_request(request)
    assert found is site, "Wagtail looks for the site of a request under another name now."


def shown(rf, view) -> HttpResponse:
    def with_policy(request):
        response = view(request)
        give_policy(response, {"default-src": [CSP.NONE]})
        return response

    return ContentSecurityPolicyMiddleware(with_policy)(rf.get("/"))


def test_a_response_without_a_policy_of_its_own_gets_ours(rf):
    assert shown(rf, lambda _request: HttpResponse())[HEADER] == "default-src 'none'", (
        "Django's CSP middleware looks for a response's policy under another name now."
    )


def test_and_one_with_its_own_keeps_it(rf):
    own = csp_override({"default-src": [CSP.SELF]})(lambda _request: HttpResponse())
    assert shown(rf, own)[HEADER] == "default-src 'self'", (
        "csp_override notes a view's policy under another name now, and ours takes its place."
    )


@pytest.mark.django_db
def test_axes_leaves_the_answer_to_the_view(rf, settings):
    settings.AXES_ENABLED = True
    settings.AXES_LOCKOUT_TEMPLATE = None

    def view(request):
        # As its handler notes it at the failure that was one too many.
        request.axes_locked_out = True
        if request.GET:
            answer_lock_out_ourselves(request)
        return HttpResponse("của ta")

    axes = AxesMiddleware(view)
    assert axes(rf.get("/?x=1")).content.decode() == "của ta"
    assert axes(rf.get("/")).content.decode() != "của ta", (
        "The middleware of axes asks for another mark now: what this page says would be covered."
    )
