"""How services of others are spoken with: one module each, all behind one interface."""

from portals.models import SocialService

from .facebook import FacebookPages
from .interface import SocialChannel
from .zalo import ZaloArticles

# The services that are posted to by machine. For all others there is a text to copy.
CHANNELS: dict[SocialService, SocialChannel] = {
    SocialService.FACEBOOK: FacebookPages(),
    SocialService.ZALO: ZaloArticles(),
}
