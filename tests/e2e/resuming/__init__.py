"""Builds that are stopped, killed or edited, and go on."""
