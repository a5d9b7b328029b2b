"""What each portal states of itself: how accessible it is, what it knows of readers, how its contents may be used.

The words are data; what differs between portals is filled in from what is known of them.
"""
