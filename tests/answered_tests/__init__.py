"""Tests of the endpoint that is answered by hand, over real HTTP."""
