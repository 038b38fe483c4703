"""write_near_miss: a question that the passage answers, and one that only looks so."""

NOWHERE = (
    "during the spring festival in Port Osmere",
    "for holders of a gold token",
    "on the day before a leap day",
    "since the merger with Halden Brothers",
)
"""Conditions that no document of the tests treats."""
