"""Plans and their targets: entered, measured, and read by citizens, dashboards and rubrics."""
