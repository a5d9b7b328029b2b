"""The proof of a recall: every address is asked, and what they answered is certified."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProofConfig(AppConfig):
    name = "syndication.recalls"
    label = "proof"
    verbose_name = _("Proof of recalls")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from editorial.contested.noting import on_note
        from portals.accountability.contested import register_proof
        from portals.inbox import registry
        from portals.jobs import schedules
        from portals.ledger import registry as ledger

        from . import jobs
        from .correcting import proof_of_request, prove_correction
        from .inbox import RecallsAskedFor, RecallsDeclined, UnprovenCorrections, UnprovenRecalls
        from .ledger_entries import RECALL

        registry.register(UnprovenRecalls())
        registry.register(RecallsAskedFor())
        registry.register(RecallsDeclined())
        registry.register(UnprovenCorrections())
        ledger.register(RECALL)
        on_note(prove_correction)
        register_proof(proof_of_request)
        schedules.register(jobs.sweep, every_seconds=30, queue=schedules.HASTY)
