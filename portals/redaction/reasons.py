"""By what something was recognised, in words for the person who decides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Given by words beside the thing, not by its own build.
BESIDE_WORDS = frozenset({"paper_named", "telephone_named", "account_named", "tax_named"})

REASONS = {
    "identity_twelve": _("Twelve digits that begin as an identity number does"),
    "identity_nine": _("Nine digits, as old identity cards have"),
    "paper_named": _("A number beside the name of an identity paper"),
    "telephone": _("Built like a telephone number"),
    "telephone_named": _("Digits beside words about calling"),
    "spelt_out": _("Digits written out as words"),
    "account_named": _("Digits beside words about an account or a bank"),
    "tax_named": _("Digits beside words about a tax code"),
    "long_number": _("A long number, which may lead to somebody"),
    "email": _("An e-mail address"),
    "plate": _("Built like a number plate"),
    "born": _("A day or year beside words about birth"),
    "certificate": _("A number beside the name of a land certificate"),
    "parcel": _("A parcel and its map sheet lead to who holds it"),
    "house": _("The number of a house"),
    "lives_there": _("A place beside words about living there"),
    "name_given": _("The name of who asks"),
    "name_titled": _("The name of who asks, behind a form of address"),
}
