"""How people reach it: command line and Python API. What a person sees is decided here, and only here."""
