"""Tests of what the benchmarks themselves decide."""
