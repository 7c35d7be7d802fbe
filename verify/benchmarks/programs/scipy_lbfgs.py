"""The other side of LbfgsBesideSciPy.java: SciPy's L-BFGS-B on the same function."""
import time

import numpy as np
import scipy
from scipy.optimize import minimize

N, STEPS = 1_000_000, 60
c = 1 + 999.0 * np.arange(N) / N
inside = 0.0


def f(x):
    global inside
    start = time.perf_counter()
    d = x - 1
    square = x * x
    value = 0.5 * np.dot(c * d, d) + 0.25 * np.dot(square, square)
    gradient = c * d + square * x
    inside += time.perf_counter() - start
    return value, gradient


print("SciPy", scipy.__version__)
for turn in range(3):
    inside = 0.0
    start = time.perf_counter()
    r = minimize(f, np.zeros(N), jac=True, method="L-BFGS-B",
                 options=dict(maxcor=10, maxiter=STEPS, gtol=0, ftol=0, maxfun=10000))
    total = time.perf_counter() - start
    print(f"round {turn}: {r.nit} steps, {r.nfev} evaluations, f {r.fun:.10g}, "
          f"{(total - inside) / r.nit * 1e3:.2f} ms a step beyond the function "
          f"({inside / r.nfev * 1e3:.2f} ms an evaluation)")
