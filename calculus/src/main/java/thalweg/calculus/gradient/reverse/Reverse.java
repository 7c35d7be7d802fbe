package thalweg.calculus.gradient.reverse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Operation;
import thalweg.algebra.Shape;
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
    IdentityHashMap<Tensor, List<Tensor>> pulledBack = new IdentityHashMap<>();
    pulledBack.put(y, List.of(Tensor.fill(1, y.type(), y.shape())));
    IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();
    for (Tensor tensor : order.reversed()) {
      List<Tensor> all = pulledBack.remove(tensor);
      if (all == null || !moving.contains(tensor)) {
        continue;
      }
      Tensor g = sum(all);
      gradients.put(tensor, g);
      List<Tensor> inputs = tensor.operation().inputs();
      if (inputs.stream().noneMatch(moving::contains)) {
        continue;
      }
      List<@Nullable Tensor> pulled = Pullbacks.of(tensor, g);
      for (int i = 0; i < inputs.size(); i++) {
        Tensor gradient = pulled.get(i);
        if (gradient != null && moving.contains(inputs.get(i))) {
          pulledBack.computeIfAbsent(inputs.get(i), _ -> new ArrayList<>()).add(gradient);
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

  /// Returns the sum of what is pulled back to one tensor. Slices of it that do not overlap, such
  /// as the places of a sequence, are laid beside each other: to add them up, each with zeros all
  /// round, would cost the square of their number. Of a matrix that many small products share, as
  /// at the places of a sequence, Σ aᵀ·g is one product of all rows below each other.
  private static Tensor sum(List<Tensor> gradients) {
    if (gradients.size() == 1) {
      return gradients.getFirst();
    }
    Map<Integer, TreeMap<Integer, Tensor>> slices = new TreeMap<>(); // by axis, by where they begin
    List<Operation.Matmul> products = products(gradients);
    List<Tensor> all = new ArrayList<>();
    for (Tensor gradient : gradients) {
      boolean isJoined =
          switch (gradient.operation()) {
            case Operation.Pad(Tensor part, int axis, int from) ->
                put(slices.computeIfAbsent(axis, _ -> new TreeMap<>()), part, axis, from);
            case Operation.Matmul product -> products.contains(product);
            default -> false;
          };
      if (!isJoined) {
        all.add(gradient);
      }
    }
    Shape shape = gradients.getFirst().shape();
    slices.values().removeIf(Map::isEmpty);
    slices.forEach((axis, parts) -> all.add(joined(parts, axis, shape)));
    if (!products.isEmpty()) {
      all.add(joined(products));
    }
    Tensor sum = all.getFirst();
    for (Tensor other : all.subList(1, all.size())) {
      sum = sum.add(other);
    }
    return sum;
  }

  /// Returns the products aᵀ·g of two matrices among these, in the order in which their a were
  /// written; none if laying the rows below each other moves more numbers than adding up the
  /// products does.
  private static List<Operation.Matmul> products(List<Tensor> gradients) {
    List<Operation.Matmul> products = new ArrayList<>();
    long moved = 0;
    long added = 0;
    for (Tensor gradient : gradients.reversed()) {
      if (gradient.operation() instanceof Operation.Matmul product
          && product.x().operation() instanceof Operation.Transpose
          && product.x().shape().rank() == 2) {
        products.add(product);
        moved += product.x().shape().elements() + product.y().shape().elements();
        added += gradient.shape().elements();
      }
    }
    return products.size() < 2 || moved > added ? List.of() : products;
  }

  private static Tensor joined(List<Operation.Matmul> products) {
    List<Tensor> left =
        products.stream().map(each -> each.x().operation().inputs().getFirst()).toList();
    List<Tensor> right = products.stream().map(Operation.Matmul::y).toList();
    return Tensor.concatenate(0, left).transpose().matmul(Tensor.concatenate(0, right));
  }

  /// Puts a slice to others of one axis if it overlaps none of them, and returns whether it does
  /// so.
  private static boolean put(NavigableMap<Integer, Tensor> parts, Tensor part, int axis, int from) {
    int size = part.shape().size(axis);
    Map.Entry<Integer, Tensor> earlier = parts.floorEntry(from);
    Integer later = parts.ceilingKey(from);
    boolean isFree =
        size > 0
            && (earlier == null || earlier.getKey() + earlier.getValue().shape().size(axis) <= from)
            && (later == null || from + size <= later);
    if (isFree) {
      parts.put(from, part);
    }
    return isFree;
  }

  /// Returns slices at their places along an axis, with zeros between them.
  private static Tensor joined(NavigableMap<Integer, Tensor> parts, int axis, Shape shape) {
    int size = shape.size(axis);
    if (parts.size() == 1) {
      int from = parts.firstKey();
      Tensor part = parts.firstEntry().getValue();
      return part.pad(axis, from, size - from - part.shape().size(axis));
    }
    List<Tensor> all = new ArrayList<>();
    int at = 0;
    for (Map.Entry<Integer, Tensor> part : parts.entrySet()) {
      addZeros(all, part.getValue(), axis, part.getKey() - at);
      all.add(part.getValue());
      at = part.getKey() + part.getValue().shape().size(axis);
    }
    addZeros(all, all.getLast(), axis, size - at);
    return Tensor.concatenate(axis, all);
  }

  private static void addZeros(List<Tensor> parts, Tensor like, int axis, int count) {
    if (count > 0) {
      parts.add(Tensor.fill(0, like.type(), like.shape().with(axis, count)));
    }
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
