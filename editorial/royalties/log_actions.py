"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("royalties.set_terms", _("Set the terms of royalties"), _("Terms of royalties set")),
    ("royalties.set_rate", _("Set a royalty rate"), _("Royalty rate set")),
    ("royalties.set_fund", _("Enter a royalty fund"), _("Royalty fund entered")),
    ("royalties.draw_up", _("Draw up a royalty sheet"), _("Royalty sheet drawn up")),
    ("royalties.keep", _("Change a royalty sheet"), _("Royalty sheet changed")),
    ("royalties.set_authors", _("Name the authors of a work"), _("Authors of a work named")),
    ("royalties.add_work", _("Enter a work by hand"), _("Work entered by hand")),
    ("royalties.drop_work", _("Take a work out"), _("Work taken out")),
    ("royalties.adjust", _("Adjust an approved royalty"), _("Approved royalty adjusted")),
    ("royalties.propose", _("Propose a royalty sheet"), _("Royalty sheet proposed")),
    ("royalties.return", _("Return a royalty sheet"), _("Royalty sheet returned")),
    ("royalties.approve", _("Approve a royalty sheet"), _("Royalty sheet approved")),
    (
        "royalties.export",
        _("Take a royalty sheet to accounting"),
        _("Royalty sheet taken to accounting"),
    ),
)
