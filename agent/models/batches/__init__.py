"""Calls of rows by the OpenAI Batch API."""
