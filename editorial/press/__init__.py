"""What journalists look for, and official statements on false news."""
