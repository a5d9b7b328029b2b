"""When a request is due, told a second time from the words of its rules, without sight of the engine."""
