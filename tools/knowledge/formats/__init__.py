"""Kinds of files, a file each: from bytes to Markdown. docs/knowledge.md tells what is read of them."""
