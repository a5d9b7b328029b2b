"""How work on the desk is done, told where it is done: the handbook, and what offers a page of it after a mistake."""
