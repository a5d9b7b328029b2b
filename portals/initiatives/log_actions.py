"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("initiatives.begin", _("Begin an initiative"), _("Initiative begun")),
    ("initiatives.change", _("Change an initiative"), _("Initiative changed")),
    ("initiatives.submit", _("Submit an initiative"), _("Initiative submitted")),
    ("initiatives.take_back", _("Take an initiative back"), _("Initiative taken back")),
    ("initiatives.support", _("Support an initiative"), _("Initiative supported")),
    ("initiatives.remark", _("Remark on an initiative"), _("Remark made on an initiative")),
    ("initiatives.hide_remark", _("Hide a remark"), _("Remark hidden")),
    ("initiatives.answer", _("Answer an initiative"), _("Initiative answered")),
    ("initiatives.set_term", _("Set the term for answers"), _("Term for answers set")),
    ("initiatives.enter_workshop", _("Enter a workshop"), _("Workshop entered")),
    (
        "initiatives.choose",
        _("Choose initiatives of a workshop"),
        _("Initiatives of a workshop chosen"),
    ),
    ("initiatives.note_guests", _("Note who came"), _("Noted who came")),
    ("initiatives.follow_up", _("Say what followed"), _("Said what followed")),
)
