"""How SciPy's SLSQP and trust-constr do on the problems of Hock and Schittkowski.

The problems are read from the file that the tests of `descent` read. For each method, gradients by
its own differences or exact ones (complex steps), default settings: how many end at a known
minimum and say success, how many say success elsewhere ("false"), and how many points were
evaluated, those for differences included.

    python3 constrained_peer.py ../../../descent/src/test/resources/thalweg/descent/constraint/hock-schittkowski.txt
"""
import re
import sys
import warnings

import numpy as np
import scipy
from scipy.optimize import NonlinearConstraint, minimize

NAMES = {name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "sqrt", "pi")}


class Stop(Exception):
    pass


def compiled(text, n, counter):
    text = re.sub(r"x(\d+)", lambda m: "x[%d]" % (int(m[1]) - 1), text.replace("^", "**"))
    code = compile(text.strip(), text, "eval")

    def function(x):
        counter[0] += 1
        if counter[0] > 200000:
            raise Stop()
        return eval(code, {**NAMES, "x": x})

    return function


def gradient(function):
    def exact(x):
        steps = np.asarray(x, dtype=complex)
        partials = np.zeros(len(x))
        for k in range(len(x)):
            moved = steps.copy()
            moved[k] += 1e-30j
            partials[k] = function(moved).imag / 1e-30
        return partials

    return exact


def constraint(text):
    parts = re.split(r"(<=|>=|=)", text)
    if len(parts) == 5:
        return parts[2], float(parts[0]), float(parts[4])
    left, relation, right = parts
    limit = float(right)
    return left, -np.inf if relation == "<=" else limit, np.inf if relation == ">=" else limit


def read(path):
    for line in open(path, encoding="utf-8"):
        if line.startswith("#"):
            continue
        name, function, constraints, ranges, start, values = [part.strip() for part in line.split("|")]
        x = np.array([float(v) for v in start.split(",")])
        lower = np.full(len(x), -np.inf)
        upper = np.full(len(x), np.inf)
        for one in filter(None, ranges.split(",")):
            variable, low, high = re.split("[=:]", one)
            at = int(variable[1:]) - 1
            lower[at] = float(low) if low else -np.inf
            upper[at] = float(high) if high else np.inf
        yield (name, function, [constraint(c) for c in constraints.split(";")], lower, upper, x,
               [float(v) for v in values.split(",")])


def run(method, exact, problem):
    name, text, limits, lower, upper, x, values = problem
    counter, unused = [0], [0]
    f = compiled(text, len(x), counter)
    twin = compiled(text, len(x), unused)
    parts = [(compiled(t, len(x), [0]), compiled(t, len(x), [0]), low, high) for t, low, high in limits]
    jac = gradient(twin) if exact else None
    bounds = list(zip(lower, upper)) if np.isfinite(lower).any() or np.isfinite(upper).any() else None
    if method == "SLSQP":
        constraints = []
        for c, other, low, high in parts:
            more = {"jac": gradient(other)} if exact else {}
            if low == high:
                constraints.append({"type": "eq", "fun": lambda x, c=c, low=low: c(x) - low, **more})
                continue
            if np.isfinite(low):
                constraints.append({"type": "ineq", "fun": lambda x, c=c, low=low: c(x) - low, **more})
            if np.isfinite(high):
                more = {"jac": lambda x, g=gradient(other): -g(x)} if exact else {}
                constraints.append({"type": "ineq", "fun": lambda x, c=c, high=high: high - c(x), **more})
    else:
        constraints = [
            NonlinearConstraint(c, low, high, **({"jac": gradient(other)} if exact else {}))
            for c, other, low, high in parts]
    try:
        found = minimize(f, x, method=method, jac=jac, bounds=bounds, constraints=constraints)
    except (Stop, ValueError, FloatingPointError, np.linalg.LinAlgError) as wrong:
        return False, False, counter[0], type(wrong).__name__
    off = 0.0
    for c, _, low, high in parts:
        value = float(np.real(c(found.x)))
        off = max(off, low - value, value - high)
    value = float(twin(found.x))
    good = off <= 1e-6 and any(abs(value - known) <= 1e-6 * max(1, abs(known)) for known in values)
    claimed = bool(found.success) if method == "SLSQP" else found.status in (1, 2)
    return claimed, good, counter[0], "%r off %.1e" % (value, off)


def main():
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    problems = list(read(sys.argv[1]))
    print("SciPy %s, NumPy %s, %d problems" % (scipy.__version__, np.__version__, len(problems)))
    for method in ("SLSQP", "trust-constr"):
        for exact in (False, True):
            solved, false, evaluations, names = 0, 0, 0, []
            for problem in problems:
                claimed, good, count, words = run(method, exact, problem)
                solved += claimed and good
                false += claimed and not good
                evaluations += count
                if claimed and not good:
                    names.append(problem[0])
            print("%-12s %-11s solved %d, false %d, values of the function %d; false: %s" % (
                method, "exact" if exact else "differences", solved, false, evaluations, " ".join(names)))


main()
