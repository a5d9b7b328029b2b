"""Breaks when Django keeps the receivers of a signal elsewhere: the bench would measure ours with the framework's."""

import pytest
from django.dispatch import Signal

from portals.framework_patches.signals import unheard


@pytest.mark.parametrize("use_caching", [True, False])
def test_nobody_hears_a_signal_in_the_block_and_all_do_after_it(use_caching):
    signal, heard = Signal(use_caching=use_caching), []

    def receiver(**_):
        heard.append("")

    class Sender:
        pass

    signal.connect(receiver)
    signal.send(Sender)
    with unheard([signal]):
        signal.send(Sender)
        assert len(heard) == 1, "Django finds the receivers of a signal elsewhere now."
    signal.send(Sender)
    assert len(heard) == 2, "The receivers of a signal were not put back."
