package thalweg.calculus.gradient.reverse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Tensor;

/// Reverse mode: the gradient of one number with respect to any number of tensors, as tensors
/// again.
///
/// A rewrite from expressions to expressions. Nothing is computed here; the result can be put into
/// a program together with the value, and can itself be differentiated. The cost of the value and
/// its whole gradient is a small multiple (about 3) of the value's alone, however many elements the
/// tensors have.
public final class Reverse {
  private Reverse() {}

  /// Returns the gradient of `y` with respect to each tensor of `xs`, each in the shape of its
  /// tensor; zeros where y does not depend on it.
  ///
  /// @throws IllegalArgumentException if y is not one FLOAT or DOUBLE number, or an x is INT
  public static List<Tensor> gradient(Tensor y, List<Tensor> xs) {
    if (y.shape().elements() != 1) {
      throw new IllegalArgumentException(
          "gradient: the function returned shape "
              + y.shape()
              + "; a gradient needs one number. Sum the result, or differentiate one element.");
    }
    if (!y.type().isReal()) {
      throw new IllegalArgumentException(
          "gradient: the function's type is INT; only FLOAT and DOUBLE have derivatives.");
    }
    for (Tensor x : xs) {
      if (!x.type().isReal()) {
        throw new IllegalArgumentException(
            "gradient: " + x + " is INT; only FLOAT and DOUBLE have derivatives.");
      }
    }
    List<Tensor> order = inputsFirst(y);
    Set<Tensor> moving = dependents(order, xs);
    IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();
    gradients.put(y, Tensor.fill(1, y.type(), y.shape()));
    for (Tensor tensor : order.reversed()) {
      Tensor g = gradients.get(tensor);
      if (g == null || !moving.contains(tensor)) {
        continue;
      }
      List<Tensor> inputs = tensor.operation().inputs();
      if (inputs.stream().noneMatch(moving::contains)) {
        continue;
      }
      List<@Nullable Tensor> pulled = Pullbacks.of(tensor, g);
      for (int i = 0; i < inputs.size(); i++) {
        Tensor gradient = pulled.get(i);
        if (gradient != null && moving.contains(inputs.get(i))) {
          gradients.merge(inputs.get(i), gradient, Tensor::add);
        }
      }
    }
    List<Tensor> result = new ArrayList<>();
    for (Tensor x : xs) {
      Tensor gradient = gradients.get(x);
      result.add(gradient == null ? Tensor.fill(0, x.type(), x.shape()) : gradient);
    }
    return result;
  }

  /// Returns everything y is computed from, inputs before users, y last.
  public static List<Tensor> inputsFirst(Tensor y) {
    List<Tensor> order = new ArrayList<>();
    Set<Tensor> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Tensor> open = new ArrayDeque<>();
    open.push(y);
    while (!open.isEmpty()) {
      Tensor tensor = open.peek();
      List<Tensor> waiting =
          placed.contains(tensor)
              ? List.of()
              : tensor.operation().inputs().stream().filter(x -> !placed.contains(x)).toList();
      if (waiting.isEmpty()) {
        open.pop();
        if (placed.add(tensor)) {
          order.add(tensor);
        }
      } else {
        waiting.forEach(open::push);
      }
    }
    return order;
  }

  /// Returns the tensors that change when one of `xs` does.
  public static Set<Tensor> dependents(List<Tensor> order, List<Tensor> xs) {
    Set<Tensor> moving = Collections.newSetFromMap(new IdentityHashMap<>());
    moving.addAll(xs);
    for (Tensor tensor : order) {
      if (tensor.operation().inputs().stream().anyMatch(moving::contains)) {
        moving.add(tensor);
      }
    }
    return moving;
  }
}
