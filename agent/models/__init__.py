"""Models: the one door to them, their settings, their exam, and the embedded one."""
