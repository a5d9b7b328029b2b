"""The code that a person says on the telephone, and the secret link to the page of their request."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable

from django.utils.crypto import constant_time_compare, salted_hmac

from portals.addresses import main_origin

from .models import CitizenCase

# Without letters and digits that are taken for each other when read aloud or from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret
CODE_LENGTH = 8
# Left the process: links in mails stand on it.
SALT = "portals.accountability.link"
SENDING_SALT = "portals.accountability.sending"
# Where those pages stand on public hosts; what follows is in no log (portals.operations.SECRET_PATHS).
FOLLOWED = "/theo-doi/"


def fresh_code() -> str:
    """Return a code like "HD-7K3QM2XA". It opens nothing; two that are alike are refused by the database."""
    return "HD-" + "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def code_of_sending(sending: str, words: Iterable[str]) -> str:
    """Return the one code of what is sent with `words` by one showing of a form: sent again it is the same."""
    made = salted_hmac(SENDING_SALT, json.dumps([sending, *words]), algorithm="sha256")
    number = int(made.hexdigest(), 16)
    return "HD-" + "".join(
        ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(CODE_LENGTH)
    )


def fresh_nonce() -> str:
    return secrets.token_hex(16)


def secret_of(case: CitizenCase) -> str:
    """Return what the person's link holds beside the code. Not stored: whoever reads the database has no links."""
    made = salted_hmac(SALT, f"{case.pk}:{case.link_nonce}", algorithm="sha256")
    return made.hexdigest()[:40]


def follow_path(case: CitizenCase) -> str:
    """Return the path of the page of a request, with its secret: on the host of the portal that received it."""
    return f"{FOLLOWED}{case.code}/{secret_of(case)}/"


def follow_address(case: CitizenCase) -> str:
    """Return the whole secret link, as it stands on the receipt and in mails."""
    return main_origin(case.received_by) + follow_path(case)


def opened_by(code: str, secret: str) -> CitizenCase | None:
    """Return the case that a link opens, or None. One query; a wrong secret takes as long as a right one."""
    case = (
        CitizenCase.objects.filter(code=code).select_related("portal", "received_by__site").first()
    )
    if case is None or not constant_time_compare(secret, secret_of(case)):
        return None
    return case
