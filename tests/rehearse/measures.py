"""What is measured while it is played: latencies in a histogram of fixed size, bytes, and how late segments are."""

import math
from collections import Counter
from dataclasses import dataclass, field

GROWTH = 1.05
LEAST_MS = 0.05


@dataclass
class Latencies:
    """Durations in milliseconds, each known to 5 %."""

    counts: Counter[int] = field(default_factory=Counter)
    worst: float = 0.0

    def add(self, milliseconds: float) -> None:
        self.worst = max(self.worst, milliseconds)
        self.counts[math.ceil(math.log(max(milliseconds, LEAST_MS) / LEAST_MS, GROWTH))] += 1

    @property
    def count(self) -> int:
        return self.counts.total()

    def percentile(self, share: float) -> float:
        """Below which this share of all lies."""
        wanted, seen = share * self.count, 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= wanted:
                return min(LEAST_MS * GROWTH**bucket, self.worst)
        return 0.0

    def figures(self) -> dict[str, float]:
        told = {name: round(self.percentile(share), 1) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
        return {**told, "worst": round(self.worst, 1), "count": self.count}


@dataclass
class Traffic:
    """What all screens of one view were sent."""

    screens: int = 0
    frames: int = 0
    octets: int = 0
