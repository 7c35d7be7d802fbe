"""PyTorch as a contestant, eager or, with the third argument `compile`, through torch.compile."""

import sys

import torch
from torch import nn
from torch.nn.functional import cross_entropy, gelu, scaled_dot_product_attention

from peer import Rows, micros, serve

torch.set_num_threads(int(sys.argv[2]))
compiled = sys.argv[3:] == ["compile"]
rows = Rows(sys.argv[1])
pixels, labels = torch.from_numpy(rows.train), torch.from_numpy(rows.train_labels)


class Workload:
    """A network with loss and update rule, and the training step that gathers its batch from bytes."""

    def __init__(self, batch, network, optimiser, picture=(784,)):
        self.batch, self.picture = batch, picture
        self.network = network
        for layer in network:
            if isinstance(layer, (nn.Linear, nn.Conv2d)):
                nn.init.zeros_(layer.bias)
                self.initialise(layer.weight)
        self.optimiser = optimiser(network.parameters())
        loss = lambda x, y: cross_entropy(self.outputs(x), y)
        # Static shapes: each is compiled for itself, as fast as it can be.
        self.loss = torch.compile(loss, dynamic=False) if compiled else loss
        self.predict = torch.compile(network, dynamic=False) if compiled else network

    def initialise(self, weight):
        nn.init.kaiming_normal_(weight)

    def outputs(self, bytes):
        return self.network(bytes.float().div_(255).view(-1, *self.picture))

    def step(self):
        batch = torch.from_numpy(rows.next(self.batch))
        self.optimiser.zero_grad()
        self.loss(pixels[batch], labels[batch]).backward()
        self.optimiser.step()

    def train(self, epochs):
        micros(epochs * (len(pixels) // self.batch), self.step)
        with torch.inference_mode():
            guesses = self.outputs(torch.from_numpy(rows.test)).argmax(1).numpy()
        return (guesses == rows.test_labels).mean()


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        rows, length, width = x.shape
        split = self.qkv(self.norm1(x)).view(rows, length, 3, self.heads, width // self.heads)
        seen = scaled_dot_product_attention(*split.permute(2, 0, 3, 1, 4), is_causal=True)
        x = x + self.out(seen.transpose(1, 2).reshape(rows, length, width))
        return x + self.outer(gelu(self.inner(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self, characters, width, length, heads, blocks):
        super().__init__()
        self.embedding = nn.Embedding(characters, width)
        self.positions = nn.Parameter(torch.randn(length, width) * 0.02)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(blocks)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, characters)

    def forward(self, x):
        x = self.blocks(self.embedding(x) + self.positions)
        return self.head(self.norm(x)).flatten(0, 1)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(64, 128, batch_first=True), nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


class Sequential:
    """A network of sequences, on rows drawn by chance."""

    def __init__(self, batch, network, features, labels):
        self.batch, self.network, self.features, self.labels = batch, network, features, labels
        self.optimiser = adam(network.parameters())
        loss = lambda x, y: cross_entropy(network(x), y.flatten())
        self.loss = torch.compile(loss, dynamic=False) if compiled else loss

    def step(self):
        batch = torch.randint(len(self.features), (self.batch,))
        self.optimiser.zero_grad()
        self.loss(self.features[batch], self.labels[batch]).backward()
        self.optimiser.step()


class Book(Workload):
    def initialise(self, weight):
        nn.init.normal_(weight, std=0.01)


def sgd(parameters):
    return torch.optim.SGD(parameters, 0.1)


def adam(parameters):
    return torch.optim.Adam(parameters, 0.001, fused=True)


def workload(name):
    if name not in workloads:
        torch.manual_seed(1)
        workloads[name] = {
            "a": lambda: Book(100, nn.Sequential(nn.Linear(784, 50), nn.Sigmoid(), nn.Linear(50, 10)), sgd),
            "b": lambda: Workload(
                128,
                nn.Sequential(
                    nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
                ),
                adam,
            ),
            "c": lambda: Workload(
                128,
                nn.Sequential(
                    nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
                    nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
                    nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10),
                ),
                adam,
                (1, 28, 28),
            ),
            "d": lambda: Sequential(
                16,
                Transformer(80, 128, 128, 4, 4),
                torch.randint(80, (256, 128)),
                torch.randint(80, (256, 128)),
            ),
            "e": lambda: Sequential(64, Recurrent(), torch.randn(1024, 64, 64), torch.randint(10, (1024,))),
        }[name]()
    return workloads[name]


def predict(count, times):
    network = workload("b").predict
    x = torch.from_numpy(rows.test[torch.arange(count) % len(rows.test)]).float() / 255
    with torch.inference_mode():
        return micros(times, lambda: network(x))


def product(element, m, n, k, times):
    left, right, result = (torch.randn(shape, dtype=element) for shape in ((m, k), (k, n), (m, n)))
    return micros(times, lambda: torch.mm(left, right, out=result))


def answer(question, *words):
    match question, *words:
        case "train", name, epochs:
            workloads.pop(name, None)
            return workload(name).train(int(epochs))
        case "step", name, steps:
            return micros(int(steps), workload(name).step)
        case "predict", count, times:
            return predict(int(count), int(times))
        case "product", element, m, n, k, times:
            return product(getattr(torch, element), int(m), int(n), int(k), int(times))


workloads = {}
serve(torch.__version__, answer)
