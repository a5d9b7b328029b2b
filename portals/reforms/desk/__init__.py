"""Where the province enters changes of units, and reads what each would do."""
