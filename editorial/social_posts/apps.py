"""The app of posts about stories."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialPostsConfig(AppConfig):
    name = "editorial.social_posts"
    label = "social_posts"
    verbose_name = _("Posts about stories")
