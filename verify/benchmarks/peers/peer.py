"""What the Python contestants share: the data, the order of rows, and the lines of the protocol (see Peer.java)."""

import sys
import time
from pathlib import Path

import numpy as np


class Rows:
    """Training and test pictures as unsigned bytes [rows, 784] with their labels, read from plain IDX files."""

    def __init__(self, folder):
        def read(name, header):
            return np.fromfile(Path(folder) / name, np.uint8, offset=header)

        self.train = read("train-images-idx3-ubyte", 16).reshape(-1, 784)
        self.train_labels = read("train-labels-idx1-ubyte", 8).astype(np.int64)
        self.test = read("t10k-images-idx3-ubyte", 16).reshape(-1, 784)
        self.test_labels = read("t10k-labels-idx1-ubyte", 8).astype(np.int64)
        self._random = np.random.default_rng(1)
        self._order = np.empty(0, np.int64)
        self._at = 0

    def next(self, batch):
        """Returns the next row numbers of an endless row of shuffled epochs."""
        if self._at + batch > len(self._order):
            self._order = self._random.permutation(len(self.train))
            self._at = 0
        self._at += batch
        return self._order[self._at - batch : self._at]


def micros(times, work):
    """Returns the microseconds that one call of `work` takes, the mean over `times`."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) * 1e6 / times


def serve(version, answer):
    """Answers each line by what `answer` returns for its words; None where this contestant cannot do it."""
    say = lambda line: print(line, flush=True)
    say(f"ready {version}")
    for line in sys.stdin:
        result = answer(*line.split())
        say("cannot" if result is None else f"answer {result}")
