"""What the demo shows: stories written by rule from one seed, their pictures, and the people of the boards.

All of it is made up and says so: no real person is named, and quotations are by post. Names of places are real.
"""
