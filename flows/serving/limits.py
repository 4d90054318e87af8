"""How often one sender may ask: a bucket of tickets each, filled again with time."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

_MOST = 10_000
"""Senders remembered; those not seen the longest are forgotten first."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many at once, and so many a minute."""

    at_once: int
    a_minute: float


@dataclass(kw_only=True)
class Tickets:
    """The buckets of one kind of request."""

    limit: Limit
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, sender: str, seconds: float) -> float:
        """Take a ticket; the seconds until there is one, 0 where it was taken.

        Args:
            sender: an address or an account.
            seconds: now, on any clock that only goes forward.
        """
        a_second = self.limit.a_minute / 60
        with self._lock:
            left, since = self._left.pop(sender, (float(self.limit.at_once), seconds))
            left = min(float(self.limit.at_once), left + (seconds - since) * a_second)
            taken = left >= 1
            self._left[sender] = (left - 1 if taken else left, seconds)
            if len(self._left) > _MOST:
                self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) / a_second
