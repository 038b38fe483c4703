"""The viewer: pages about runs for a browser on this machine."""
