"""Tools as JSON schemas, and calls of them: whether a call may be made as it stands.

`check.check_calls` is the door. Nothing is executed here.
"""
