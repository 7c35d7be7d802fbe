package thalweg.calculus.gradient.reverse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import thalweg.calculus.function.Expression;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.VectorDual;

/// A written formula as a graph, at one point: forwards the value of each operation, backwards what
/// a change of each is worth for the result. This is reverse mode with its inner workings in sight;
/// networks have theirs from [Reverse].
///
/// Equal parts of the formula are one node, and so is each variable, wherever it is written: what
/// comes back to it on all its edges is added up, and the sum is the partial derivative. The rate
/// of an operation with respect to its inputs is forward mode's, so kinks are told as there; of
/// `if` only the branch that is taken is in the graph. Source: Griewank and Walther, Evaluating
/// Derivatives, 2nd ed., chapter 3.
///
/// @param nodes inputs before users, the result last
public record FormulaGraph(List<Node> nodes) {
  public FormulaGraph {
    nodes = List.copyOf(nodes);
  }

  /// A number, a variable or an operation.
  ///
  /// @param expression what it computes
  /// @param value what it is at the point
  /// @param adjoint how fast the result changes with it; 0 where no variable moves it
  /// @param moves whether it depends on a variable
  /// @param inputs where its operands come from, in their order
  public record Node(
      Expression expression, double value, double adjoint, boolean moves, List<Edge> inputs) {
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  /// An operand of a node.
  ///
  /// @param from the index of the node that it is
  /// @param rate how fast the user changes with it, the other operands held still
  /// @param carried what comes back along the edge: the user's adjoint times the rate; 0 where the
  ///   operand does not move
  public record Edge(int from, double rate, double carried) {}

  /// Returns the graph of `formula` at `x`.
  ///
  /// @throws IllegalArgumentException if the point has another number of coordinates
  public static FormulaGraph of(Formula formula, double... x) {
    formula.at(x); // checks the point
    return new Building(x).of(formula.expression());
  }

  /// Returns the partial derivatives, one for each coordinate; 0 where the formula does not use it.
  public double[] gradient(int coordinates) {
    double[] gradient = new double[coordinates];
    for (Node node : nodes) {
      if (node.expression instanceof Expression.Variable(String _, int index)) {
        gradient[index] = node.adjoint;
      }
    }
    return gradient;
  }

  /// The graph as it grows, the adjoints still to come.
  private static final class Building {
    private final double[] x;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Expression, Integer> places = new HashMap<>();

    Building(double[] x) {
      this.x = x;
    }

    FormulaGraph of(Expression expression) {
      place(expression);
      double[] adjoints = new double[nodes.size()];
      adjoints[adjoints.length - 1] = nodes.getLast().moves ? 1 : 0;
      for (int i = adjoints.length - 1; i >= 0; i--) {
        Node node = nodes.get(i);
        List<Edge> edges = new ArrayList<>();
        for (Edge edge : node.inputs) {
          double adjoint = adjoints[i];
          boolean still = adjoint == 0 || edge.rate == 0 || !nodes.get(edge.from).moves;
          // What does not move the result does not, even at an infinite rate.
          double carried = still ? 0 : adjoint * edge.rate;
          adjoints[edge.from] += carried;
          edges.add(new Edge(edge.from, edge.rate, carried));
        }
        nodes.set(i, new Node(node.expression, node.value, adjoints[i], node.moves, edges));
      }
      return new FormulaGraph(nodes);
    }

    private int place(Expression expression) {
      Integer known = places.get(expression);
      if (known != null) {
        return known;
      }
      List<Integer> inputs = new ArrayList<>();
      for (Expression operand : operands(expression)) {
        inputs.add(place(operand));
      }
      double[] values = inputs.stream().mapToDouble(i -> nodes.get(i).value).toArray();
      VectorDual[] operands = VectorDual.variables(values);
      double[] rates =
          operands.length == 0
              ? values
              : operation(expression).over(operands, operands[0]).gradient();
      boolean moves =
          expression instanceof Expression.Variable
              || inputs.stream().anyMatch(i -> nodes.get(i).moves);
      List<Edge> edges =
          IntStream.range(0, rates.length)
              .mapToObj(i -> new Edge(inputs.get(i), rates[i], 0))
              .toList();
      nodes.add(new Node(expression, expression.at(x), 0, moves, edges));
      places.put(expression, nodes.size() - 1);
      return nodes.size() - 1;
    }

    private List<Expression> operands(Expression expression) {
      return switch (expression) {
        case Expression.Literal _, Expression.Variable _, Expression.Condition _ -> List.of();
        case Expression.Negation negation -> List.of(negation.operand());
        case Expression.Binary binary -> List.of(binary.left(), binary.right());
        case Expression.Call call -> List.of(call.argument());
        case Expression.Min min -> min.operands();
        case Expression.Max max -> max.operands();
        case Expression.If choice ->
            List.of(choice.condition().holds(x) ? choice.then() : choice.otherwise());
      };
    }

    /// Returns the operation alone, its operands being variables in their order.
    private static Expression operation(Expression expression) {
      return switch (expression) {
        case Expression.Literal _, Expression.Variable _, Expression.Condition _ -> expression;
        case Expression.Negation _ -> new Expression.Negation(operand(0));
        case Expression.Binary binary ->
            new Expression.Binary(binary.operator(), operand(0), operand(1));
        case Expression.Call call -> new Expression.Call(call.function(), operand(0));
        case Expression.Min min -> new Expression.Min(operands(min.operands().size()));
        case Expression.Max max -> new Expression.Max(operands(max.operands().size()));
        case Expression.If _ -> operand(0);
      };
    }

    private static List<Expression> operands(int count) {
      return IntStream.range(0, count).mapToObj(Building::operand).toList();
    }

    private static Expression operand(int index) {
      return new Expression.Variable("", index);
    }
  }
}
