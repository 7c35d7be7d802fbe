"""PyTorch as a contestant, eager or, with the third argument `compile`, through torch.compile."""

import sys

import torch
from torch import nn
from torch.nn.functional import cross_entropy

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
