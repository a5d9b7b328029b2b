"""The steps of a month: each in one transaction, in the log with its reason, and in the ledger."""

from .appealing import appeal, override_line, rule_on_appeal
from .by_clock import adopt_closed_rounds, move_on_by_clock, open_proceedings, pass_on_what_closed
from .correcting import confirm_correction, propose_correction
from .deciding import decide
from .extending import extend_step
from .noticing import enter_notice, judge_entered_notice
from .own_card import OwnCardFinding, confirm_own_card, publish_own_cards
from .penalties import confirm_penalty
from .rechecking import enter_draw, name_draw, recheck
from .scheduling import set_schedule
from .self_assessing import OwnLine, sign_self_assessment
from .stating import state_beside
from .steps import UnableToTakeStep
from .trials import declare_trial, take_trial_back
from .verifying import verify

__all__ = [
    "OwnCardFinding",
    "OwnLine",
    "UnableToTakeStep",
    "adopt_closed_rounds",
    "appeal",
    "confirm_correction",
    "confirm_own_card",
    "confirm_penalty",
    "decide",
    "declare_trial",
    "enter_draw",
    "enter_notice",
    "extend_step",
    "judge_entered_notice",
    "move_on_by_clock",
    "name_draw",
    "open_proceedings",
    "override_line",
    "pass_on_what_closed",
    "propose_correction",
    "publish_own_cards",
    "recheck",
    "rule_on_appeal",
    "set_schedule",
    "sign_self_assessment",
    "state_beside",
    "take_trial_back",
    "verify",
]
