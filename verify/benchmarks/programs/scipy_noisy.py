"""The other side of NoiseBesideSciPy.java: SciPy's methods, every value asked for from there.

A line "METHOD BUDGET x0 x1 ..." asks for a descent; it answers with points, one a line, reads a value for each,
and says "done" at the end.
"""
import sys
import warnings

import numpy as np
import scipy
from scipy.optimize import minimize

warnings.filterwarnings("ignore")


class Enough(Exception):
    pass


def asked(budget):
    left = [budget]

    def values(x):
        if left[0] == 0:
            raise Enough
        left[0] -= 1
        print(" ".join(repr(float(each)) for each in x), flush=True)
        return float(sys.stdin.readline())

    return values


def descend(method, budget, start):
    options = dict(maxiter=budget)
    if method == "Nelder-Mead":
        options |= dict(maxfev=budget, adaptive=True)
    minimize(asked(budget), start, method=method, options=options)


print("SciPy", scipy.__version__, flush=True)
for line in sys.stdin:
    method, budget, *start = line.split()
    try:
        descend(method, int(budget), np.array([float(each) for each in start]))
    except (Enough, ValueError, FloatingPointError):
        pass
    print("done", flush=True)
