"""An endpoint of the tests that is answered by hand, and one that gives such answers again (README.md).

It reads the wire only: nothing of the product is imported here, and the product knows nothing of it.
"""
