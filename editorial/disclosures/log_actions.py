"""What is done with sheets, as the log names it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("editorial.load_form", _("Load a form of sheets"), _("Form of official sheets loaded")),
    ("editorial.send_sheet", _("Send a sheet"), _("Official sheet sent")),
    ("editorial.drop_sheet", _("Drop a sheet"), _("Official sheet dropped")),
    (
        "editorial.draft_disclosure",
        _("Draft from a sheet"),
        _("Draft made of an official sheet"),
    ),
    ("editorial.correct_disclosure", _("Correct by a sheet"), _("Corrected by a new sheet")),
)
