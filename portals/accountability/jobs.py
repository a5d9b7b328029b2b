"""Jobs of requests, run by the clock. Each asks the database what is due."""

from django.utils import timezone

from . import late
from .chains import bring_lost_clocks
from .drawing import draw_waiting_files
from .erasing import erase_past_retention
from .keeping import notice_calendar
from .left_behind import follow_left_behind
from .redating import redate_after_news
from .sampling import draw_refusals
from .scanning import scan_case_files
from .sweeping import sweep_strays
from .telling import tell_moved


def follow_the_calendar() -> int:
    """Let the clocks know what was changed in the calendar, and count open cases anew. Returns how many moved."""
    now = timezone.now()
    notice_calendar(now=now)
    return redate_after_news(now=now)


def tell_moved_days() -> int:
    """Mail persons whose answer is due on another day since the calendar was changed; returns how many moves."""
    return tell_moved(now=timezone.now())


def let_overdue_requests_go_up() -> int:
    """Let what became overdue go up: to the head, and after some days to the board above."""
    return late.let_go_up(now=timezone.now())


def carry_on_left_requests() -> int:
    """Let requests that lie at an ended agency come to who took over; return how many."""
    return follow_left_behind(now=timezone.now())


def tell_late_senders() -> int:
    """Note of each late request, every seven days, that its person is told how it stands."""
    return late.tell_who_waits(now=timezone.now())


def scan_letters() -> int:
    """Show files of requests to the virus scanner; return how many got a verdict. Run by the clock."""
    return scan_case_files()


def draw_files_for_the_public() -> int:
    """Draw pages and public copies of files that wait for it; return how many came to an end. Run by the clock."""
    return draw_waiting_files(now=timezone.now())


def erase_old_requests() -> int:
    """Erase what persons told in requests that were kept as long as they may be; return how many. Run each night."""
    return erase_past_retention(now=timezone.now())


def sweep_request_files() -> int:
    """Delete files whose deletion failed when their request let go of them; return how many. Run each night."""
    return sweep_strays(now=timezone.now())


def mend_chains() -> int:
    """Bring requests the clocks that joining one into the next had lost; return how many. Run each night."""
    return bring_lost_clocks(now=timezone.now())


def draw_refusals_of_the_month() -> int:
    """Draw which refusals of the last month their overseers read; return how many are new."""
    return draw_refusals(now=timezone.now())
