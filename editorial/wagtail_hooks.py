"""What this floor registers with Wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.rich_text.feature_registry import FeatureRegistry

from .links import PlacedLinkHandler


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("editorial.withdraw", _("Withdraw"), _("Withdrawn from all portals"))
    actions.register_action("editorial.take_down", _("Take down"), _("Taken down from one portal"))
    actions.register_action("editorial.move_story", _("Move a story"), _("Story moved"))


# After Wagtail's own handler of links between pages, which this one replaces.
@hooks.register("register_rich_text_features", order=10)
def lead_links_to_placements(features: FeatureRegistry) -> None:
    features.register_link_type(PlacedLinkHandler)
