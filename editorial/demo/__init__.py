"""What the demo shows of publishing: portals, pictures, stories written by rule from one seed, work on the desks.

All of it is made up and says so: no real person is named, and quotations are by post. Names of places are real.
"""
