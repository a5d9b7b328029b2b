"""Citizen reception: on which days somebody in charge listens to people, who really sat, and what came of it."""
