"""A run that can't be read as what it should hold: whatever is wrong with it becomes one line."""

from seedbed.memory.store.damage import reading as reading
