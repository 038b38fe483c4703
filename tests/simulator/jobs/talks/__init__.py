"""Dialogues: the plan of a talk, what user and assistant say at each turn, a talk in one answer.

All of a talk follows from its brief's seed (`scenes.py`), so that planner, user and assistant, who see
different things, speak of the same.
"""
