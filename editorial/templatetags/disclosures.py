"""What templates say of sheets."""

from django import template
from django.utils.translation import gettext as _

from editorial.models.disclosure_sheet import StoredSheet

register = template.Library()


@register.simple_tag
def unit_of(sheet: StoredSheet) -> str:
    """Such as "Unit: đồng", in which all figures stand; "" where each row says its own."""
    return _("Unit: %(unit)s") % {"unit": sheet.money_unit} if sheet.money_unit else ""
