"""What the install promises in numbers, measured beside stock Wagtail and beside the least SQL that does the same.

Everything runs on servers and databases of its own, which are gone afterwards. No timing is a pass or a fail.
"""
