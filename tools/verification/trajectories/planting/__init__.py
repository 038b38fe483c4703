"""Right turns of an assistant made wrong: one defect planted, as a weaker model would make it.

`turn.turn_of` is the turn, `plant.plants` the list of ways; whether a planted defect is one is for the checks
to say (`tools/verification/trajectories/pairs.py`). No model, no clock: functions of a row and a generator.
"""
