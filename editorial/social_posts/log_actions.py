"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (("social_posts.keep_wording", _("Word the posts"), _("Wording of posts changed")),)
