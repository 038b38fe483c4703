"""The world in which tools are called: what each does, and the state that its calls change.

`world.py` is the door: `World.call(state, call)`. Everything is a pure function of world, state and call, so
that a trajectory can be executed again, call by call, by whoever doubts it.
"""
