"""The app of the auditors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditorsConfig(AppConfig):
    name = "portals.auditors"
    label = "auditors"
    verbose_name = _("Auditors")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database import rights
        from portals.database.cloned import keep_from_clone
        from portals.inbox import registry as inbox
        from portals.reforms.registry import Fate, declare_fates

        from .inbox import EndingAudits, EnteredAudits
        from .models import ACCESS_TABLE, AuditDecision

        rights.append_only(ACCESS_TABLE)
        # With their teams and what these people looked at: an audit is nobody's to practise with.
        keep_from_clone(AuditDecision._meta.db_table)
        inbox.register(EnteredAudits())
        inbox.register(EndingAudits())
        declare_fates(
            "auditors",
            {
                "AuditDecision_portals.portal": (Fate.KEEP, "a decision says what it said"),
                "AuditorAccess.portal": (Fate.KEEP, "what was looked at is history"),
            },
        )
