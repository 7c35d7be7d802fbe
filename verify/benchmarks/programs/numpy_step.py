"""NumPy's training step, for StepBesideNumPy.java: 784-50-10, sigmoid, softmax cross-entropy, SGD, batch 100, float32.

Reads the number of steps from standard input, a line at a time, and answers with the seconds they took.
"""
import sys, time
import numpy as np

rng = np.random.default_rng(1)
rows = 60000
x = (rng.random((rows, 784), dtype=np.float32) * (rng.random((rows, 784), dtype=np.float32) < 0.19)).astype(np.float32)
labels = rng.integers(0, 10, rows)
t = np.eye(10, dtype=np.float32)[labels]
w1 = (0.01 * rng.standard_normal((784, 50))).astype(np.float32)
b1 = np.zeros(50, np.float32)
w2 = (0.01 * rng.standard_normal((50, 10))).astype(np.float32)
b2 = np.zeros(10, np.float32)
rate = np.float32(0.1)
order = rng.permutation(rows)
at = 0
print("ready", np.__version__, flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    for _ in range(int(line)):
        batch = order[at:at + 100]
        at = (at + 100) % rows
        xb, tb = x[batch], t[batch]
        h = 1 / (1 + np.exp(-(xb @ w1 + b1)))
        s = h @ w2 + b2
        s -= s.max(axis=1, keepdims=True)
        p = np.exp(s)
        p /= p.sum(axis=1, keepdims=True)
        ds = (p - tb) / np.float32(100)
        dw2 = h.T @ ds
        db2 = ds.sum(axis=0)
        dh = ds @ w2.T
        dz = dh * h * (1 - h)
        dw1 = xb.T @ dz
        db1 = dz.sum(axis=0)
        w1 -= rate * dw1
        b1 -= rate * db1
        w2 -= rate * dw2
        b2 -= rate * db2
    print(time.perf_counter() - start, flush=True)
