"""JAX as a contestant: whole training steps compiled by XLA; network a also many steps in one call, its fastest form."""

import sys
from functools import partial

import numpy as np

import jax
import jax.numpy as jnp
from jax import lax, nn, random

from peer import Rows, micros, serve

CHUNK = 50  # steps of network a in one call

rows = Rows(sys.argv[1])
pixels, labels = jnp.asarray(rows.train), jnp.asarray(rows.train_labels.astype(np.int32))


def keys():
    key = random.key(1)
    while True:
        key, one = random.split(key)
        yield one


def dense(key, inputs, outputs, deviation=None):
    deviation = np.sqrt(2 / inputs) if deviation is None else deviation
    return deviation * random.normal(next(key), (inputs, outputs)), jnp.zeros(outputs)


def apply(layer, x):
    return x @ layer[0] + layer[1]


def picture(batch, *shape):
    return pixels[batch].astype(jnp.float32).reshape(-1, *shape) / 255


def entropy(scores, wanted):
    return -jnp.take_along_axis(nn.log_softmax(scores), wanted[..., None], -1).mean()


# ---- Networks: what they begin with, and their outputs ----


def begin_a(key):
    return [dense(key, 784, 50, 0.01), dense(key, 50, 10, 0.01)]


def outputs_a(layers, x):
    return apply(layers[1], nn.sigmoid(apply(layers[0], x)))


def begin_b(key):
    return [dense(key, 784, 512), dense(key, 512, 512), dense(key, 512, 10)]


def outputs_b(layers, x):
    for layer in layers[:-1]:
        x = nn.relu(apply(layer, x))
    return apply(layers[-1], x)


def begin_c(key):
    filters = lambda inputs, outputs: (
        np.sqrt(2 / (9 * inputs)) * random.normal(next(key), (3, 3, inputs, outputs)),
        jnp.zeros(outputs),
    )
    return [filters(1, 32), filters(32, 64), dense(key, 1600, 128), dense(key, 128, 10)]


def outputs_c(layers, x):
    for weight, bias in layers[:2]:
        x = lax.conv_general_dilated(x, weight, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
        x = lax.reduce_window(nn.relu(x + bias), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    return outputs_b(layers[2:], x.reshape(len(x), -1))


def begin_d(key):
    block = lambda: {
        "norms": [(jnp.ones(128), jnp.zeros(128)) for _ in range(2)],
        "qkv": dense(key, 128, 384),
        "out": dense(key, 128, 128),
        "inner": dense(key, 128, 512),
        "outer": dense(key, 512, 128),
    }
    return {
        "embedding": random.normal(next(key), (80, 128)),
        "positions": 0.02 * random.normal(next(key), (128, 128)),
        "blocks": [block() for _ in range(4)],
        "norm": (jnp.ones(128), jnp.zeros(128)),
        "head": dense(key, 128, 80),
    }


def normal(norm, x):
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) * lax.rsqrt(variance + 1e-5) * norm[0] + norm[1]


def outputs_d(layers, x):
    x = layers["embedding"][x] + layers["positions"]
    for block in layers["blocks"]:
        q, k, v = jnp.split(apply(block["qkv"], normal(block["norms"][0], x)).reshape(*x.shape[:2], 12, 32), 3, 2)
        seen = jax.nn.dot_product_attention(q, k, v, is_causal=True)
        x = x + apply(block["out"], seen.reshape(x.shape))
        x = x + apply(block["outer"], nn.gelu(apply(block["inner"], normal(block["norms"][1], x)), False))
    return apply(layers["head"], normal(layers["norm"], x))


def begin_e(key):
    return [dense(key, 64, 512, 0.1), dense(key, 128, 512, 0.1), dense(key, 128, 10)]


def outputs_e(layers, x):
    seen = apply(layers[0], x).swapaxes(0, 1)

    def cell(state, here):
        h, c = state
        i, f, g, o = jnp.split(here + apply(layers[1], h), 4, -1)
        c = nn.sigmoid(f) * c + nn.sigmoid(i) * jnp.tanh(g)
        return (nn.sigmoid(o) * jnp.tanh(c), c), None

    zeros = jnp.zeros((len(x), 128))
    return apply(layers[2], lax.scan(cell, (zeros, zeros), seen)[0][0])


# ---- Update rules: state and parameters after a step ----


def sgd(state, layers, slopes):
    return state, jax.tree.map(lambda w, g: w - 0.1 * g, layers, slopes)


def adam(state, layers, slopes):
    m, v, t = state
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, slopes)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, slopes)
    by = lambda w, m, v: w - 0.001 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return (m, v, t), jax.tree.map(by, layers, m, v)


class Workload:
    """A network and its state; `draw` gives the row numbers of a batch, `gather` the batch itself."""

    def __init__(self, begin, outputs, rule, draw, gather):
        self.layers = begin(keys())
        zeros = jax.tree.map(jnp.zeros_like, self.layers)
        self.state = () if rule is sgd else (zeros, jax.tree.map(jnp.zeros_like, self.layers), jnp.zeros(()))
        self.draw, self.outputs = draw, jax.jit(outputs)

        def step(carried, batch):
            state, layers = carried
            x, y = gather(batch)
            slopes = jax.grad(lambda layers: entropy(outputs(layers, x), y))(layers)
            return rule(state, layers, slopes), None

        self.one = jax.jit(step, donate_argnums=0)
        self.many = jax.jit(partial(lax.scan, step), donate_argnums=0)

    def steps(self, count):
        for _ in range(count):
            (self.state, self.layers), _ = self.one((self.state, self.layers), self.draw())
        jax.block_until_ready(self.layers)

    def chunks(self, count):
        for _ in range(count):
            batches = np.stack([self.draw() for _ in range(CHUNK)])
            (self.state, self.layers), _ = self.many((self.state, self.layers), batches)
        jax.block_until_ready(self.layers)

    def train(self, batch, epochs):
        count = epochs * (len(pixels) // batch)
        self.steps(count)
        scores = self.outputs(self.layers, jnp.asarray(rows.test, jnp.float32) / 255)
        return (np.asarray(scores).argmax(1) == rows.test_labels).mean()


def make(name):
    order = lambda count: lambda: rows.next(count).astype(np.int32)
    drawn = np.random.default_rng(1)
    some = lambda among, count: lambda: drawn.integers(among, size=count, dtype=np.int32)
    flat = lambda batch: (picture(batch, 784), labels[batch])
    match name:
        case "a":
            return Workload(begin_a, outputs_a, sgd, order(100), flat)
        case "b":
            return Workload(begin_b, outputs_b, adam, order(128), flat)
        case "c":
            gather = lambda batch: (picture(batch, 28, 28, 1), labels[batch])
            return Workload(begin_c, outputs_c, adam, order(128), gather)
        case "d":
            pieces, wanted = (random.randint(key, (256, 128), 0, 80) for key in random.split(random.key(2)))
            return Workload(begin_d, outputs_d, adam, some(256, 16), lambda batch: (pieces[batch], wanted[batch]))
        case "e":
            features = random.normal(random.key(2), (1024, 64, 64))
            classes = random.randint(random.key(3), (1024,), 0, 10)
            gather = lambda batch: (features[batch], classes[batch])
            return Workload(begin_e, outputs_e, adam, some(1024, 64), gather)


def workload(name):
    if name not in workloads:
        workloads[name] = make(name)
    return workloads[name]


def step(name, steps):
    one = workload(name)
    if name != "a":
        return micros(1, lambda: one.steps(steps)) / steps
    chunks = max(1, round(steps / CHUNK))
    return micros(1, lambda: one.chunks(chunks)) / (chunks * CHUNK)


def predict(count, times):
    b = workload("b")
    x = jnp.asarray(rows.test[np.arange(count) % len(rows.test)], jnp.float32) / 255
    return micros(times, lambda: b.outputs(b.layers, x).block_until_ready())


def answer(question, *words):
    match question, *words:
        case "train", ("a" | "b") as name, epochs:
            workloads.pop(name, None)
            return workload(name).train(100 if name == "a" else 128, int(epochs))
        case "step", name, steps:
            return step(name, int(steps))
        case "predict", count, times:
            return predict(int(count), int(times))


workloads = {}
serve(jax.__version__, answer)
