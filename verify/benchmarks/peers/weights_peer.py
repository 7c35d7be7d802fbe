"""Writes weights of PyTorch and of Keras, has them imported, and compares what is predicted.

    python verify/benchmarks/peers/weights_peer.py ./thalweg

needs torch, safetensors and keras.
"""

import json, os, subprocess, sys, tempfile

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
import torch
from keras import layers as L
from safetensors.torch import save_file
from torch import nn

thalweg, folder = sys.argv[1], tempfile.mkdtemp()
torch.manual_seed(1)
keras.utils.set_random_seed(1)
rng = np.random.default_rng(1)


class Reading(nn.Module):
    """A recurrent layer, and a dense one at its last place."""

    def __init__(self, cell, both):
        super().__init__()
        self.rnn = cell(5, 7, num_layers=2, bidirectional=both, batch_first=True)
        self.head = nn.Linear(14 if both else 7, 3)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])


class Encoder(nn.Module):
    def __init__(self, first):
        super().__init__()
        block = nn.TransformerEncoderLayer(
            16, 4, 32, activation="gelu" if first else "relu", norm_first=first, batch_first=True)
        norm = nn.LayerNorm(16) if first else None
        self.blocks = nn.TransformerEncoder(block, 2, norm=norm, enable_nested_tensor=False)
        self.head = nn.Linear(96, 3)

    def forward(self, x):
        return self.head(self.blocks(x).flatten(1))


def attention():
    x = L.Input((6, 16))
    y = L.LayerNormalization(epsilon=1e-5)(x + L.MultiHeadAttention(4, 4)(x, x))
    return keras.Model(x, L.Dense(3)(L.Flatten()(y)))


behind = "residual(attention heads 4), layernorm, residual(dense 32 each, relu, dense 16 each), layernorm, "
row = ["6", "6x5", "6x16", "3x12x12", "3x20"]
cases = [
    ("PyTorch", "dense 6-8-8-3", row[0] + ", dense 8, relu, dense 8, relu, dense 3",
     nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 8, bias=False), nn.ReLU(), nn.Linear(8, 3))),
    ("PyTorch", "convolutions, one in groups, one transposed, batch and group normalisation",
     row[3] + ", conv 8 3x3 same, batchnorm, relu, maxpool 2x2, conv 8 3x3 groups 4 stride 2, batchnorm, relu,"
     " transposedconv 4 2x2 stride 2, groupnorm 2, flatten, dense 10",
     nn.Sequential(
         nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
         nn.Conv2d(8, 8, 3, groups=4, stride=2, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
         nn.ConvTranspose2d(8, 4, 2, stride=2), nn.GroupNorm(2, 4), nn.Flatten(), nn.Linear(64, 10))),
    ("PyTorch", "two LSTMs in both directions", row[1] + ", lstm 7 both, lstm 7 both, part 5 6, flatten, dense 3",
     Reading(nn.LSTM, True)),
    ("PyTorch", "two GRUs", row[1] + ", gru 7, gru 7 last, dense 3", Reading(nn.GRU, False)),
    ("PyTorch", "two transformer blocks, normalised before",
     row[2] + ", transformer heads 4 width 32, transformer heads 4 width 32, layernorm, flatten, dense 3", Encoder(True)),
    ("PyTorch", "two transformer blocks, normalised behind", f"{row[2]}, {behind}{behind}flatten, dense 3", Encoder(False)),
    ("Keras", "dense 6-8-8-3", row[0] + ", dense 8, relu, dense 8, tanh, dense 3",
     keras.Sequential([L.Input((6,)), L.Dense(8, "relu"), L.Dense(8, "tanh"), L.Dropout(0.5), L.Dense(3)])),
    ("Keras", "convolutions: plain, depthwise, in groups, transposed; batch normalisation also of what is made flat",
     row[3] + ", conv 8 3x3 same, batchnorm epsilon 0.001, relu, maxpool 2x2, conv 16 3x3 groups 8, relu,"
     " conv 8 3x3 groups 4 same, transposedconv 5 2x2 stride 2, flatten, relu, batchnorm epsilon 0.001, dense 10",
     keras.Sequential([
         L.Input((12, 12, 3)), L.Conv2D(8, 3, padding="same"), L.BatchNormalization(), L.ReLU(), L.MaxPooling2D(2),
         L.DepthwiseConv2D(3, depth_multiplier=2), L.ReLU(), L.Conv2D(8, 3, groups=4, padding="same", use_bias=False),
         L.Conv2DTranspose(5, 2, strides=2), L.Flatten(), L.ReLU(), L.BatchNormalization(), L.Dense(10)])),
    ("Keras", "a convolution of series, dilated", row[4] + ", conv 8 3 dilation 2, relu, flatten, dense 4",
     keras.Sequential([L.Input((20, 3)), L.Conv1D(8, 3, dilation_rate=2), L.ReLU(), L.Flatten(), L.Dense(4)])),
    ("Keras", "an LSTM and one in both directions", row[1] + ", lstm 7, lstm 4 last both, dense 3",
     keras.Sequential([L.Input((6, 5)), L.LSTM(7, return_sequences=True), L.Bidirectional(L.LSTM(4)), L.Dense(3)])),
    ("Keras", "a GRU in both directions and one", row[1] + ", gru 7 both, gru 7 last, dense 3",
     keras.Sequential([L.Input((6, 5)), L.Bidirectional(L.GRU(7, return_sequences=True)), L.GRU(7), L.Dense(3)])),
    ("Keras", "an embedding and an LSTM", row[0] + ", embedding 11 5, lstm 4 last, dense 3",
     keras.Sequential([L.Input((6,)), L.Embedding(11, 5), L.LSTM(4), L.Dense(3)])),
    ("Keras", "attention and layer normalisation", row[2] + ", residual(attention heads 4), layernorm, flatten, dense 3",
     attention()),
]


def run(*words):
    done = subprocess.run([thalweg, *words, "--json"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


for number, (program, what, network, net) in enumerate(cases):
    file = f"{folder}/{number}"
    shape = [int(size) for size in network.split(",")[0].split("x")]
    x = rng.normal(size=(50, *shape)).astype("f4")
    if "embedding" in network:
        x = rng.integers(0, 11, x.shape).astype("f4")
    if program == "PyTorch":
        for _ in range(3):  # running means of their own
            net.train()(torch.from_numpy(x))
        with torch.no_grad():
            there = net.eval()(torch.from_numpy(x)).numpy()
        file += ".safetensors"
        save_file(net.state_dict(), file)
    else:
        for v in net.weights:
            v.assign(rng.uniform(0.5, 2, v.shape) if "variance" in v.path else rng.normal(size=v.shape) * 0.3)
        isspace = "conv" in network  # channels first here, last there
        with torch.no_grad():
            there = net(np.moveaxis(x, 1, -1) if isspace else x, training=False).numpy()
        file += ".npz"
        np.savez(file, **{v.path: v.detach().numpy() if hasattr(v, "detach") else v.value.detach().numpy() for v in net.weights})
    np.savez(folder + "/x.npz", x=x)
    run("import", file, folder + "/model", "--network", network, "--objective", "regression")
    here = np.array(run("predict", folder + "/model", "--data", folder + "/x.npz")["predictions"])
    count = sum(np.prod(v.shape) for v in (net.parameters() if program == "PyTorch" else net.weights))
    print(f"| {program} | {what} | {count:.0f} | {abs(here - there).max() / abs(there).max():.1e} |", flush=True)
