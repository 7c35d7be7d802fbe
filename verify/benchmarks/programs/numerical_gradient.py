"""The tutorial's numerical gradient in NumPy, timed: every element up and down by h, the whole loss each time.

Reads a line with a number of elements, moves so many of the weights of 784-50-10, spread evenly, over a batch of 100
and answers the seconds that one element took. Started by NumericalGradient.java.
"""

import gzip
import sys
import time
from pathlib import Path

import numpy as np

H = 1e-4
BATCH = 100

folder = Path(sys.argv[1])


def idx(name, offset):
    path = folder / name
    raw = path.read_bytes() if path.exists() else gzip.decompress((folder / (name + ".gz")).read_bytes())
    return np.frombuffer(raw, np.uint8, offset=offset)


x = idx("train-images-idx3-ubyte", 16).reshape(-1, 784)[:BATCH] / 255.0
target = np.eye(10)[idx("train-labels-idx1-ubyte", 8)[:BATCH]]
random = np.random.default_rng(1)
parameters = [0.01 * random.standard_normal((784, 50)), np.zeros(50), 0.01 * random.standard_normal((50, 10)), np.zeros(10)]


def loss():
    w1, b1, w2, b2 = parameters
    h = 1 / (1 + np.exp(-(x @ w1 + b1)))
    scores = h @ w2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return -np.sum(target * np.log(p + 1e-7)) / BATCH


def difference(flat, i):
    before = flat[i]
    flat[i] = before + H
    right = loss()
    flat[i] = before - H
    left = loss()
    flat[i] = before
    return (right - left) / (2 * H)


elements = [(p.reshape(-1), i) for p in parameters for i in range(p.size)]
for line in sys.stdin:
    sample = elements[:: max(1, len(elements) // int(line))]
    start = time.perf_counter()
    for flat, i in sample:
        difference(flat, i)
    print((time.perf_counter() - start) / len(sample), flush=True)
