"""The fixed vocabularies of probes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """Why an address does not lead anywhere."""

    GONE = "gone", _("the page is not there (404)")
    REFUSED = "refused", _("the address is refused")
    SERVER = "server", _("the other server reports an error")
    UNREACHABLE = "unreachable", _("the other server does not answer")
    INSECURE = "insecure", _("the certificate is not valid")
    MALFORMED = "malformed", _("the address is malformed or leads into an inner network")
    UNPUBLISHED = "unpublished", _("the page is no longer public")


# Faults of the other end as a whole: where they befall many portals at once, no board could help it.
OF_THE_HOST = frozenset({Fault.SERVER, Fault.UNREACHABLE, Fault.INSECURE})


class FileKind(models.TextChoices):
    """Whether the words of a file can be searched."""

    OPEN = "open", _("an open format")
    TEXT = "text", _("has a text layer")
    SCAN = "scan", _("scanned pages without text")
    LOCKED = "locked", _("locked or damaged")
    CLOSED = "closed", _("a format that cannot be searched")


SEARCHABLE = frozenset({FileKind.OPEN, FileKind.TEXT})
