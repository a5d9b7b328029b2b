"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("search.add_synonym", _("Enter a synonym for the search"), _("Synonym of the search entered")),
    (
        "search.remove_synonym",
        _("Remove a synonym of the search"),
        _("Synonym of the search removed"),
    ),
    ("search.add_best_bet", _("Put a page first in the search"), _("Page put first in the search")),
    ("search.remove_best_bet", _("Put a page first no more"), _("Page put first no more")),
)
