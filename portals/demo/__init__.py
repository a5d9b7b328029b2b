"""What the ground shows in the demo: boards and their people, units, contacts, and who signs in as whom.

What the demo writes is written by the verbs of its floor, or by their set-based kin where one at a time would take
minutes. All of it is made up and says so: no real person is named.
"""
