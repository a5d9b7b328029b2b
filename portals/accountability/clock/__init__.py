"""When a request is due: its life is told as events, and folded by the rules of the clock. Pure.

All moments are local and to the minute; `local_minute` makes them. docs/clock.md has the rules, and which of them are a
choice.
"""
