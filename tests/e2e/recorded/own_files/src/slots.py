"""Slots of a pickup counter."""
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Slot:
    start: datetime
    minutes: int
    taken: int = 0
    room: int = 4

    @property
    def end(self):
        return self.start + timedelta(minutes=self.minutes)

    def book(self, parcels=1):
        if parcels < 1:
            raise ValueError("at least one parcel")
        if self.taken + parcels > self.room:
            return False
        self.taken += parcels
        return True


def free_slots(slots, after, least=1):
    found = [s for s in slots if s.start >= after and s.room - s.taken >= least]
    return sorted(found, key=lambda s: s.start)


def merge(slots):
    merged = []
    for slot in sorted(slots, key=lambda s: s.start):
        if merged and merged[-1].end == slot.start and merged[-1].room == slot.room:
            last = merged[-1]
            merged[-1] = Slot(last.start, last.minutes + slot.minutes, max(last.taken, slot.taken), last.room)
        else:
            merged.append(slot)
    return merged
