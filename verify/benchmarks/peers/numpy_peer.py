"""NumPy as a contestant: the two-layer network as textbooks write it, in float32, and the matrix products."""

import sys

import numpy as np

from peer import Rows, micros, serve

BATCH = 100
RATE = np.float32(0.1)

rows = Rows(sys.argv[1])


def fresh():
    random = np.random.default_rng(1)
    normal = lambda *shape: (0.01 * random.standard_normal(shape)).astype(np.float32)
    return normal(784, 50), np.zeros(50, np.float32), normal(50, 10), np.zeros(10, np.float32)


def hidden(x):
    return 1 / (1 + np.exp(-(x @ w1 + b1)))


def step():
    batch = rows.next(BATCH)
    x = rows.train[batch] / np.float32(255)
    h = hidden(x)
    scores = h @ w2 + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(BATCH), rows.train_labels[batch]] -= 1
    p /= BATCH
    dz = (p @ w2.T) * h * (1 - h)
    for parameter, gradient in ((w2, h.T @ p), (b2, p.sum(axis=0)), (w1, x.T @ dz), (b1, dz.sum(axis=0))):
        parameter -= RATE * gradient


def train(epochs):
    global w1, b1, w2, b2
    w1, b1, w2, b2 = fresh()
    micros(epochs * (len(rows.train) // BATCH), step)
    scores = hidden(rows.test / np.float32(255)) @ w2 + b2
    return (scores.argmax(axis=1) == rows.test_labels).mean()


def product(element, m, n, k, times):
    random = np.random.default_rng(1)
    left = random.standard_normal((m, k)).astype(element)
    right = random.standard_normal((k, n)).astype(element)
    result = np.empty((m, n), element)
    return micros(times, lambda: np.matmul(left, right, out=result))


def answer(question, *words):
    match question, *words:
        case "train", "a", epochs:
            return train(int(epochs))
        case "step", "a", steps:
            return micros(int(steps), step)
        case "product", element, m, n, k, times:
            return product({"float": np.float32, "double": np.float64}[element], int(m), int(n), int(k), int(times))


w1, b1, w2, b2 = fresh()
serve(np.__version__, answer)
