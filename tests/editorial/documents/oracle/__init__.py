"""When a document is in force, told a second time from the words of its rules, without sight of the engine."""
