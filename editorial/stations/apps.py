"""The app of loudspeaker stations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StationsConfig(AppConfig):
    name = "editorial.stations"
    label = "stations"
    verbose_name = _("Loudspeaker stations")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import overwrite
        from portals.database.rights import append_only, keep_secret

        append_only("stations_airexception", "stations_airing")
        keep_secret("stations_stationkey", "key_hash")
        # No key of a real station opens practice: what stands there is the sum of nothing that anybody has.
        overwrite(
            "stations_stationkey", key_hash="encode(sha256(gen_random_uuid()::text::bytea), 'hex')"
        )
