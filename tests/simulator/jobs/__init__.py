"""How each job that a prompt may name is answered. One table of jobs: `answering.py`."""
