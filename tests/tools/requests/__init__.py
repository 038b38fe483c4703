"""Tests of tools/requests/."""
