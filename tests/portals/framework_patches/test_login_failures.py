"""Breaks when allauth counts failures to sign in under another key: an unlocked account would stay locked."""

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError

from portals.framework_patches.login_failures import forget_login_failures
from tests.support.contracts import must_take

MANY = 100


def fail_often(adapter, request) -> None:
    for _attempt in range(MANY):
        adapter.pre_authenticate(request, username="bt.thu")


@pytest.mark.django_db
def test_an_account_may_be_tried_again(rf):
    must_take(
        DefaultAccountAdapter,
        "_get_login_attempts_cache_key",
        "request",
        used_by="forget_login_failures",
    )
    request = rf.post("/")
    adapter = DefaultAccountAdapter(request)
    with pytest.raises(ValidationError):
        fail_often(adapter, request)
    forget_login_failures(adapter, request, username="bt.thu")
    try:
        adapter.pre_authenticate(request, username="bt.thu")
    except ValidationError:
        pytest.fail("allauth counts under another key or action: nobody can be unlocked.")
