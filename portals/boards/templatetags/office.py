"""Filters of the office's pages."""

from django import template

from portals.boards.desk.pictures import last_day

register = template.Library()
register.filter("last_day", last_day)
