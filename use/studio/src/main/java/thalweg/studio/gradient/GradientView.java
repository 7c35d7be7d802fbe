package thalweg.studio.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.function.Expression;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.numerical.LadderGradient;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.reverse.FormulaGraph;
import thalweg.picture.ContourLine;
import thalweg.picture.Heights;
import thalweg.picture.Window;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Frame;
import thalweg.studio.question.View;

/// What the view of the gradient asks: the ground with its contours and arrows, a point of it, and
/// the graph of the formula there.
public final class GradientView implements View {
  private static final int CONTOUR_SAMPLES = 101;
  private static final int MOST_SIDE = 101;
  private static final int SLICE = 201;
  private static final int MOST_NODES = 80;

  /// Creates the view.
  public GradientView() {}

  /// @param formula of at most two variables
  /// @param samples how many heights to each side
  /// @param arrows how many arrows to each side
  record GroundQuestion(
      String formula,
      double left,
      double right,
      double bottom,
      double top,
      int samples,
      int arrows) {
    Window window() {
      return new Window(left, right, bottom, top);
    }
  }

  /// Says what the numbers of a ground are: heights row by row from the bottom, as base + scale ·
  /// number; the contours' points, each as its shares of the window's width and height; the
  /// gradients in the middles of a grid of cells, as longest · number.
  ///
  /// @param variables the names of the two axes
  /// @param window what was asked for
  /// @param low the least height worth showing; NaN if there is none
  /// @param high the greatest
  /// @param levels the height of each contour
  /// @param lengths how many points each has
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Ground(
      List<String> variables,
      Window window,
      double base,
      double scale,
      double low,
      double high,
      double[] levels,
      int[] lengths,
      double longest) {}

  /// How the ground bends at a point, as second derivatives tell.
  enum Bend {
    /// In every direction upwards.
    UP,
    /// In every direction downwards.
    DOWN,
    /// In one direction upwards and in another downwards.
    BOTH,
    /// In some direction not at all, or it cannot be told.
    NONE;

    static Bend of(double[][] hessian) {
      double determinant = hessian[0][0] * hessian[1][1] - hessian[0][1] * hessian[1][0];
      if (determinant < 0) {
        return BOTH;
      }
      return !(determinant > 0) ? NONE : hessian[0][0] > 0 ? UP : DOWN;
    }
  }

  /// @param formula of at most two variables
  /// @param h the step of the differences
  record PointQuestion(
      String formula,
      double x,
      double y,
      double h,
      double left,
      double right,
      double bottom,
      double top) {
    double[] at() {
      return new double[] {x, y};
    }
  }

  /// A partial derivative as a method gives it.
  ///
  /// @param evaluations how many times the function was called
  record Partial(double derivative, double error, String reason, int evaluations) {
    static List<Partial> of(List<Derivative> partials) {
      return partials.stream()
          .map(
              each ->
                  new Partial(
                      each.derivative(), each.error(), each.reason().name(), each.evaluations()))
          .toList();
    }
  }

  /// What is known at a point. The numbers are the function along each axis through the point, as
  /// base + scale · number.
  ///
  /// @param automatic the partial derivatives by dual numbers
  /// @param ladder by values alone
  /// @param central by central differences with the step asked for
  /// @param forward by forward differences
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Point(
      List<String> variables,
      double[] at,
      double value,
      List<Partial> automatic,
      List<Partial> ladder,
      List<Partial> central,
      List<Partial> forward,
      Bend bend,
      List<Slice> slices) {}

  /// @param low the least height worth showing; NaN if there is none
  /// @param high the greatest
  record Slice(double base, double scale, double low, double high) {}

  /// @param formula of at most two variables
  record GraphQuestion(String formula, double x, double y) {}

  /// The formula as a graph.
  ///
  /// @param nodes inputs before users, the result last
  record Graph(List<Node> nodes) {}

  /// @param label what the node does, such as `x`, `2`, `·` or `sin`
  /// @param text the part of the formula that it computes
  /// @param rank how many operations lie before it, on the longest way
  record Node(
      String label,
      String text,
      double value,
      double adjoint,
      boolean moves,
      int rank,
      List<FormulaGraph.Edge> inputs) {}

  @Override
  public void answer(Register register) {
    register.at("gradient/ground", GroundQuestion.class, GradientView::ground);
    register.at("gradient/point", PointQuestion.class, GradientView::point);
    register.at("gradient/graph", GraphQuestion.class, (question, _) -> graph(question));
    register.at("gradient/copies", PointQuestion.class, (question, _) -> copies(question));
  }

  private static Frame ground(GroundQuestion question, Asking asking) {
    Plane plane = Plane.parse(question.formula);
    Window window = question.window();
    check("heights", question.samples);
    check("arrows", question.arrows);
    MultivariateFunction f = asking.watchedOfMany(plane.formula());
    int n = question.samples;
    double[] heights = new double[n * n];
    for (int row = 0; row < n; row++) {
      double y = between(window.bottom(), window.top(), row / (n - 1.0));
      for (int column = 0; column < n; column++) {
        double x = between(window.left(), window.right(), column / (n - 1.0));
        heights[row * n + column] = f.at(x, y);
      }
    }
    Slice range = range(heights);
    List<ContourLine> lines = ContourLine.of((x, y) -> f.at(x, y), window, CONTOUR_SAMPLES);
    double[] arrows = arrows(question, asking);
    double longest = 0;
    for (double each : arrows) {
      longest = Double.isFinite(each) ? Math.max(longest, Math.abs(each)) : longest;
    }
    return new Frame(
        new Ground(
            plane.names(),
            window,
            range.base,
            range.scale,
            range.low,
            range.high,
            lines.stream().mapToDouble(ContourLine::level).toArray(),
            lines.stream().mapToInt(line -> line.x().length).toArray(),
            longest),
        numbers(heights, range.base, range.scale),
        shares(lines, window),
        numbers(arrows, 0, longest > 0 ? longest : 1));
  }

  private static void check(String what, int count) {
    if (count < 2 || count > MOST_SIDE) {
      throw new IllegalArgumentException(
          "ground: "
              + count
              + " "
              + what
              + " to a side; there must be from 2 to "
              + MOST_SIDE
              + ".");
    }
  }

  private static double between(double from, double to, double share) {
    return from + (to - from) * share;
  }

  private static Slice range(double[] heights) {
    double[] shown = Heights.worthShowing(heights);
    if (shown.length == 0) {
      return new Slice(0, 1, Double.NaN, Double.NaN);
    }
    double scale = shown[1] / 2 - shown[0] / 2;
    return new Slice(shown[0] / 2 + shown[1] / 2, scale > 0 ? scale : 1, shown[0], shown[1]);
  }

  private static float[] numbers(double[] values, double base, double scale) {
    float[] numbers = new float[values.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) ((values[i] - base) / scale);
    }
    return numbers;
  }

  private static float[] shares(List<ContourLine> lines, Window window) {
    float[] shares = new float[2 * lines.stream().mapToInt(line -> line.x().length).sum()];
    int n = 0;
    for (ContourLine line : lines) {
      for (int i = 0; i < line.x().length; i++) {
        shares[n++] = (float) ((line.x()[i] - window.left()) / (window.right() - window.left()));
        shares[n++] = (float) ((line.y()[i] - window.bottom()) / (window.top() - window.bottom()));
      }
    }
    return shares;
  }

  private static double[] arrows(GroundQuestion question, Asking asking) {
    DualGradient gradient = new DualGradient(Plane.parse(question.formula).formula());
    int n = question.arrows;
    double[] arrows = new double[2 * n * n];
    double[] at = new double[2];
    double[] partials = new double[2];
    for (int row = 0; row < n; row++) {
      asking.check();
      at[1] = between(question.bottom, question.top, (row + 0.5) / n);
      for (int column = 0; column < n; column++) {
        at[0] = between(question.left, question.right, (column + 0.5) / n);
        gradient.valueAndGradient(at, partials);
        System.arraycopy(partials, 0, arrows, 2 * (row * n + column), 2);
      }
    }
    return arrows;
  }

  private static Frame point(PointQuestion question, Asking asking) {
    Plane plane = Plane.parse(question.formula);
    MultivariateFunction f = asking.watchedOfMany(plane.formula());
    double[] at = question.at();
    double[] across = along(x -> f.at(x, question.y), question.left, question.right);
    double[] upward = along(y -> f.at(question.x, y), question.bottom, question.top);
    List<Slice> slices = List.of(range(across), range(upward));
    return new Frame(
        new Point(
            plane.names(),
            at,
            f.at(at),
            Partial.of(new DualGradient(plane.formula()).partials(at)),
            Partial.of(LadderGradient.of(f).partials(at)),
            differences(f, DifferenceFormula.CENTRAL, question),
            differences(f, DifferenceFormula.FORWARD, question),
            Bend.of(new DualGradient(plane.formula()).hessian(at)),
            slices),
        numbers(across, slices.get(0).base, slices.get(0).scale),
        numbers(upward, slices.get(1).base, slices.get(1).scale));
  }

  private static List<Partial> differences(
      MultivariateFunction f, DifferenceFormula formula, PointQuestion question) {
    return Partial.of(new NumericalGradient(f, formula, question.h).partials(question.at()));
  }

  private static double[] along(DoubleUnaryOperator f, double from, double to) {
    double[] values = new double[SLICE];
    Arrays.setAll(values, i -> f.applyAsDouble(between(from, to, i / (SLICE - 1.0))));
    return values;
  }

  private static Graph graph(GraphQuestion question) {
    Plane plane = Plane.parse(question.formula);
    FormulaGraph graph = FormulaGraph.of(plane.formula(), question.x, question.y);
    if (graph.nodes().size() > MOST_NODES) {
      throw new IllegalArgumentException(
          "graph: the formula has "
              + graph.nodes().size()
              + " parts; at most "
              + MOST_NODES
              + " can be read. Shorten it.");
    }
    List<Node> nodes = new ArrayList<>();
    for (FormulaGraph.Node node : graph.nodes()) {
      int rank = 0;
      for (FormulaGraph.Edge edge : node.inputs()) {
        rank = Math.max(rank, nodes.get(edge.from()).rank + 1);
      }
      nodes.add(
          new Node(
              label(node.expression()),
              node.expression().text(),
              node.value(),
              node.adjoint(),
              node.moves(),
              rank,
              node.inputs()));
    }
    return new Graph(nodes);
  }

  private static String label(Expression expression) {
    return switch (expression) {
      case Expression.Literal _, Expression.Variable _, Expression.Condition _ -> expression.text();
      case Expression.Negation _ -> "−";
      case Expression.Binary binary ->
          switch (binary.operator()) {
            case MULTIPLY -> "·";
            case SUBTRACT -> "−";
            default -> binary.operator().symbol();
          };
      case Expression.Call call -> call.function().written();
      case Expression.Min _ -> "min";
      case Expression.Max _ -> "max";
      case Expression.If choice -> "if " + choice.condition().text();
    };
  }

  private static Copies copies(PointQuestion question) {
    Plane plane = Plane.parse(question.formula);
    String text = plane.formula().text();
    String names = String.join(",", plane.names());
    return new Copies(
        "thalweg gradient '%s' --variables %s --at %s,%s"
                .formatted(text, names, question.x, question.y)
            + " --field %s:%s,%s:%s --picture gradient.svg"
                .formatted(question.left, question.right, question.bottom, question.top),
        """
        import java.util.Arrays;
        import java.util.List;
        import thalweg.calculus.function.Formula;
        import thalweg.calculus.gradient.Gradient;
        import thalweg.calculus.gradient.forward.DualGradient;

        void main() {
          Formula f = Formula.parse("%s", List.of("%s", "%s"));
          // The gradient by rules, then by the ladder with its errors.
          IO.println(Arrays.toString(new DualGradient(f).gradient(%s, %s)));
          IO.println(Gradient.of(f, %s, %s));
        }
        """
            .formatted(
                text,
                plane.names().get(0),
                plane.names().get(1),
                question.x,
                question.y,
                question.x,
                question.y));
  }
}
