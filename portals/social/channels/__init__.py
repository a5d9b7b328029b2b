"""How services of others are spoken with: one module each, all behind one interface."""

from portals.models import SocialService

# The services that are posted to by machine. For all others there is a text to copy.
CHANNELS = frozenset({SocialService.FACEBOOK, SocialService.ZALO})
