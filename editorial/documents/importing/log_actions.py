"""What is done with registers, as the log names it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("editorial.send_register", _("Send a register"), _("Register of documents sent")),
    ("editorial.drop_register", _("Drop a register"), _("Register of documents dropped")),
    (
        "editorial.import_register",
        _("Bring in a register"),
        _("Register of documents brought in"),
    ),
)
