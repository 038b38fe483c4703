"""What a script promises of a talk, held against its words: closed rules, without a model.

`check.talk_faults` is the door; `plans.plan_faults` looks at the private plan before anybody speaks. English.
"""
