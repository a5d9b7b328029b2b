"""The walls between portals on the desk: whose thing an address names, and who may open which view."""
