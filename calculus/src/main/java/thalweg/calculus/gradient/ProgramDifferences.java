package thalweg.calculus.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Operation;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;

/// The gradient of an expression by central differences (l(w + h) − l(w − h)) / 2h in every element
/// of its parameters, computed without computing the expression twice for each.
///
/// Where the expression is a sum over rows and an element moves a column of one product, as in
/// networks of dense layers, only what the element changes is carried on: the column through
/// elementwise operations, its outer product with a row of weights through the next product, the
/// rest of the row from there on; many rows and elements at once, by programs of the ordinary
/// engine. Rows in which the element meets a 0 do not change and are left out. For an expression
/// with R rows and a parameter [k, n] this costs about 2·R·k·n rows of what follows the parameter's
/// own layer, less the share of zeros. Parameters that act in another way, and all FLOAT ones, are
/// moved one element after another, at two whole values each.
///
/// Both ways give the same numbers up to rounding: that of the loss, some 1e-16 of it, divided by
/// h. The same bits on any number of threads.
public final class ProgramDifferences {
  /// The most entries in a block: its values stay in the cache.
  private static final int MOST_ENTRIES = 512;

  /// The most elements that one of a block's values may have.
  private static final int MOST_ELEMENTS = 1 << 20;

  /// One parameter, followed: programs for what a block of entries gathers and for the differences
  /// of its rows.
  private record Followed(
      int rows,
      int inputs,
      int columns,
      int entries,
      MovedRows rules,
      List<MovedRows.Given> whole,
      List<MovedRows.Given> gathered,
      @Nullable Program gathering,
      Program difference,
      @Nullable List<Tensor> factors) {}

  private final List<Tensor> parameters;
  private final double step;
  private final Program values; // what is not moved, or the loss alone
  private final Map<Tensor, Integer> places; // of tensors among the outputs of `values`
  private final Program plain; // the loss
  private final List<@Nullable Followed> followed;

  private ProgramDifferences(Tensor loss, List<Tensor> parameters, double step) {
    this.parameters = List.copyOf(parameters);
    this.step = step;
    plain = Program.of(loss);
    places = new LinkedHashMap<>();
    followed = new ArrayList<>();
    List<Tensor> order = Reverse.inputsFirst(loss);
    for (Tensor parameter : parameters) {
      Followed one = follow(loss, order, parameter, step);
      followed.add(one);
      if (one != null) {
        for (MovedRows.Given given : one.whole) {
          if (!(given.value().operation() instanceof Operation.Variable)) {
            places.putIfAbsent(given.value(), places.size());
          }
        }
      }
    }
    Tensor[] outputs = new Tensor[places.size()];
    places.forEach((tensor, place) -> outputs[place] = tensor);
    values = outputs.length == 0 ? plain : Program.of(outputs);
  }

  /// Returns the differences of `loss`, one number, in every element of the parameters, which are
  /// variables.
  ///
  /// @param step h; finite and above 0
  /// @throws IllegalArgumentException if the loss is not one FLOAT or DOUBLE number, a parameter is
  ///   not a variable of that type, or the step is not a finite number above 0
  public static ProgramDifferences of(Tensor loss, List<Tensor> parameters, double step) {
    if (!loss.type().isReal() || loss.shape().elements() != 1) {
      throw new IllegalArgumentException(
          "differences: the loss is "
              + loss
              + "; it must be one FLOAT or DOUBLE number. Sum it, or take one element.");
    }
    if (!(step > 0) || Double.isInfinite(step)) {
      throw new IllegalArgumentException(
          "differences: the step is " + step + "; it must be a finite number above 0.");
    }
    for (Tensor parameter : parameters) {
      if (!(parameter.operation() instanceof Operation.Variable)
          || parameter.type() != loss.type()) {
        throw new IllegalArgumentException(
            "differences: the parameter "
                + parameter
                + " must be a variable of type "
                + loss.type()
                + ", as the loss is.");
      }
    }
    return new ProgramDifferences(loss, parameters, step);
  }

  /// Returns the parameters that are followed; the others are moved one element after another.
  public List<Tensor> followed() {
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (followed.get(i) != null) {
        all.add(parameters.get(i));
      }
    }
    return List.copyOf(all);
  }

  /// Returns the programs in words, parameter by parameter.
  public String explain() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parameters.size(); i++) {
      Followed one = followed.get(i);
      text.append(parameters.get(i)).append(": ");
      if (one == null) {
        text.append("one element after another\n");
      } else {
        text.append(one.entries)
            .append(" entries at once\n")
            .append(one.difference.explain())
            .append('\n');
      }
    }
    return text.toString();
  }

  /// Returns new memory in which the differences can be computed, on the calling thread alone.
  public Line line() {
    return new Line(null);
  }

  /// Returns new memory in which the differences can be computed, shared by the members of `team`.
  public Line line(Team team) {
    return new Line(team);
  }

  // ---- The plan ----

  /// A sum over rows: its terms [rows, …], and the constant it is multiplied by.
  private record RowSum(Tensor terms, double factor) {}

  private static @Nullable RowSum rowSum(Tensor loss) {
    return switch (loss.operation()) {
      case Operation.Reshape(Tensor x) when x.shape().elements() == 1 -> rowSum(x);
      case Operation.Binary(BinaryFunction f, Tensor x, Tensor y)
          when y.operation() instanceof Operation.Fill(double value) -> {
        RowSum sum = rowSum(x);
        yield sum == null
            ? null
            : switch (f) {
              case MULTIPLY -> new RowSum(sum.terms, sum.factor * value);
              case DIVIDE -> new RowSum(sum.terms, sum.factor / value);
              case ADD, SUBTRACT -> sum;
              default -> null;
            };
      }
      case Operation.Reduce(Reduction reduction, Tensor x, int _)
          when reduction == Reduction.SUM && x.shape().rank() == 1 ->
          x.operation() instanceof Operation.Reshape(Tensor terms) && terms.shape().rank() > 0
              ? new RowSum(terms, 1)
              : new RowSum(x, 1);
      default -> null;
    };
  }

  private static @Nullable Followed follow(
      Tensor loss, List<Tensor> order, Tensor parameter, double h) {
    RowSum sum = rowSum(loss);
    if (sum == null
        || parameter.type() != DType.DOUBLE
        || parameter.shape().elements() == 0
        || sum.terms.shape().elements() == 0) {
      return null;
    }
    Set<Tensor> moving = Reverse.dependents(order, List.of(parameter));
    int rows = sum.terms.shape().size(0);
    int columns = parameter.shape().rank() == 0 ? 1 : parameter.shape().size(-1);
    int inputs = parameter.shape().elements() / columns;
    long places = (long) rows * inputs;
    int widest = 1;
    for (Tensor t : order) {
      if (moving.contains(t) && t.shape().rank() > 0 && t.shape().size(0) == rows) {
        widest = Math.max(widest, t.shape().elements() / rows);
      }
    }
    if (places > Integer.MAX_VALUE) {
      return null;
    }
    int entries =
        (int) Math.max(1, Math.min(places, Math.min(MOST_ENTRIES, MOST_ELEMENTS / widest)));
    MovedRows rules = new MovedRows(parameter, rows, entries, moving);
    Tensor above = ofTerms(rules, order, sum, h);
    Tensor below = ofTerms(rules, order, sum, -h);
    if (above == null || below == null) {
      return null;
    }
    Tensor difference = above.subtract(below).multiply(sum.factor / (2 * h));
    List<MovedRows.Given> gathered = rules.gathered();
    return new Followed(
        rows,
        inputs,
        columns,
        entries,
        rules,
        rules.whole(),
        gathered,
        gathered.isEmpty()
            ? null
            : Program.of(gathered.stream().map(MovedRows.Given::value).toList()),
        Program.of(difference),
        rules.factors());
  }

  /// Returns the sum of each entry's terms that may have changed, [E], or null if the rules do not
  /// lead there.
  private static @Nullable Tensor ofTerms(
      MovedRows rules, List<Tensor> order, RowSum sum, double h) {
    return switch (rules.moved(order, h).get(sum.terms)) {
      case Touched.Whole(Tensor moved) -> summed(moved);
      case Touched.Column(Tensor moved) -> moved; // the other columns' terms are as they were
      case Touched.Nothing _, Touched.Element _, Touched.Beyond _ -> null;
      case null -> null;
    };
  }

  private static Tensor summed(Tensor moved) {
    Tensor sum = moved;
    while (sum.shape().rank() > 1) {
      sum = sum.sum(0);
    }
    return sum;
  }

  // ---- The runs ----

  /// Memory for one computation after another. For one thread at a time, with or without a team.
  public final class Line {
    private final @Nullable Team team;
    private final Execution unmoved;
    private final Execution loss;
    private final Map<Tensor, NdArray> bound = new LinkedHashMap<>();
    private final List<Side> sides = new ArrayList<>();

    private Line(@Nullable Team team) {
      this.team = team;
      unmoved = execution(values);
      loss = execution(plain);
      for (int i = 0; i < parameters.size(); i++) {
        Followed one = followed.get(i);
        sides.add(
            one == null
                ? new Alone(NdArray.zeros(parameters.get(i).type(), parameters.get(i).shape()))
                : new Blocks(one));
      }
    }

    private Execution execution(Program program) {
      return team == null ? program.execution() : program.execution(team);
    }

    /// Binds a variable to an array, which is read at each run and not changed.
    ///
    /// @throws IllegalArgumentException if shape or type differ from the variable's
    public Line set(Tensor variable, NdArray array) {
      unmoved.set(variable, array);
      loss.set(variable, array);
      bound.put(variable, array);
      return this;
    }

    /// Writes the gradient in each parameter to the array of its place in `gradients`.
    public void run(List<NdArray> gradients) {
      unmoved.run();
      for (int i = 0; i < parameters.size(); i++) {
        Tensor parameter = parameters.get(i);
        sides.get(i).run(parameter, value(parameter), gradients.get(i));
      }
    }

    /// Returns the value of a tensor that is not moved.
    private NdArray value(Tensor tensor) {
      Integer place = places.get(tensor);
      NdArray array = place == null ? bound.get(tensor) : unmoved.output(place);
      if (array == null) {
        throw new IllegalStateException(
            "differences: " + tensor + " has not been set; call set(variable, array) first.");
      }
      return array;
    }

    /// How one parameter's gradient is had.
    private sealed interface Side {
      void run(Tensor parameter, NdArray at, NdArray gradient);
    }

    /// One element after another, on a copy.
    private final class Alone implements Side {
      private final NdArray moved;

      Alone(NdArray moved) {
        this.moved = moved;
      }

      @Override
      public void run(Tensor parameter, NdArray at, NdArray gradient) {
        System.arraycopy(at.raw(), 0, moved.raw(), 0, moved.shape().elements());
        loss.set(parameter, moved);
        for (int i = 0; i < moved.shape().elements(); i++) {
          double before = moved.at(i);
          moved.set(i, before + step);
          double upper = moved.at(i);
          double right = loss.run().output(0).at(0);
          moved.set(i, before - step);
          double lower = moved.at(i);
          double left = loss.run().output(0).at(0);
          moved.set(i, before);
          // In DOUBLE the formula to the letter; in FLOAT the step that rounding really left.
          double distance = moved.type() == DType.DOUBLE ? 2 * step : upper - lower;
          gradient.set(i, (right - left) / distance);
        }
        loss.set(parameter, at);
      }
    }

    /// Blocks of entries, in the order of the elements and within an element in that of the rows.
    private final class Blocks implements Side {
      private final Followed plan;
      private final List<Member> members = new ArrayList<>();
      private final List<NdArray> factors = new ArrayList<>();
      private final int[] row;
      private final int[] input;
      private int count; // entries
      private double[] carried = new double[0]; // [blocks, columns], see Member
      private double[] gradient = new double[0];
      private final Team.Task task = this::block;

      Blocks(Followed plan) {
        this.plan = plan;
        row = new int[plan.rows * plan.inputs];
        input = new int[plan.rows * plan.inputs];
        for (int member = 0; member < (team == null ? 1 : team.size()); member++) {
          members.add(new Member(plan));
        }
      }

      @Override
      public void run(Tensor parameter, NdArray at, NdArray out) {
        bind();
        list();
        int blocks = Math.ceilDiv(count, plan.entries);
        gradient = out.doubles();
        Arrays.fill(gradient, 0);
        if (carried.length < blocks * plan.columns) {
          carried = new double[blocks * plan.columns];
        }
        if (team == null) {
          for (int block = 0; block < blocks; block++) {
            block(block, 0);
          }
        } else {
          team.run(blocks, task);
        }
        for (int block = 1; block < blocks; block++) {
          int first = block * plan.entries;
          if (input[first] == input[first - 1]) {
            for (int j = 0; j < plan.columns; j++) {
              gradient[input[first] * plan.columns + j] += carried[block * plan.columns + j];
            }
          }
        }
      }

      private void bind() {
        for (MovedRows.Given given : plan.whole) {
          NdArray value = value(given.value());
          members.forEach(member -> member.set(given.variable(), value));
        }
      }

      /// Lists the entries: rows that see an input's elements move.
      private void list() {
        factors.clear();
        if (plan.factors != null) {
          plan.factors.forEach(factor -> factors.add(value(factor)));
        }
        count = 0;
        for (int p = 0; p < plan.inputs; p++) {
          for (int i = 0; i < plan.rows; i++) {
            if (plan.factors == null || MovedRows.sees(factors, i * plan.inputs + p)) {
              row[count] = i;
              input[count++] = p;
            }
          }
        }
      }

      private void block(int block, int member) {
        int from = block * plan.entries;
        int length = Math.min(plan.entries, count - from);
        boolean carries = block > 0 && input[from] == input[from - 1];
        members.get(member).run(this, block, from, length, carries);
      }
    }

    /// What one member of the team needs to compute a block.
    private static final class Member {
      private final Followed plan;
      private final @Nullable Execution gathering;
      private final Execution difference;
      private final NdArray rowOf;
      private final NdArray inputOf;
      private final NdArray placeOf;
      private final NdArray column = NdArray.zeros(DType.INT, Shape.of(1));
      private final double[] differences;

      Member(Followed plan) {
        this.plan = plan;
        rowOf = NdArray.zeros(DType.INT, Shape.of(plan.entries));
        inputOf = NdArray.zeros(DType.INT, Shape.of(plan.entries));
        placeOf = NdArray.zeros(DType.INT, Shape.of(plan.entries));
        NdArray out = NdArray.zeros(DType.DOUBLE, Shape.of(plan.entries));
        differences = out.doubles();
        difference = plan.difference.execution().into(0, out);
        difference.set(plan.rules.column(), column);
        gathering = plan.gathering == null ? null : plan.gathering.execution();
        if (gathering != null) {
          gathering.set(plan.rules.rowOf(), rowOf);
          gathering.set(plan.rules.inputOf(), inputOf);
          gathering.set(plan.rules.placeOf(), placeOf);
          for (int i = 0; i < plan.gathered.size(); i++) {
            Tensor variable = plan.gathered.get(i).variable();
            NdArray values = NdArray.zeros(variable.type(), variable.shape());
            gathering.into(i, values);
            difference.set(variable, values);
          }
        }
      }

      void set(Tensor variable, NdArray value) {
        difference.set(variable, value);
        if (gathering != null) {
          gathering.set(variable, value);
        }
      }

      /// Adds up the differences of a block's entries for each element. An element whose entries
      /// began in the block before leaves its sum in `carried`, so no two blocks write to one
      /// place.
      void run(Blocks blocks, int block, int from, int length, boolean carries) {
        for (int e = 0; e < plan.entries; e++) {
          int entry = from + Math.min(e, length - 1); // what is over repeats the last
          rowOf.ints()[e] = blocks.row[entry];
          inputOf.ints()[e] = blocks.input[entry];
          placeOf.ints()[e] = blocks.row[entry] * plan.inputs + blocks.input[entry];
        }
        if (gathering != null) {
          gathering.run();
        }
        for (int j = 0; j < plan.columns; j++) {
          column.ints()[0] = j;
          difference.run();
          int e = 0;
          while (e < length) {
            int p = blocks.input[from + e];
            boolean carried = carries && e == 0;
            double sum = 0;
            for (; e < length && blocks.input[from + e] == p; e++) {
              sum += differences[e];
            }
            if (carried) {
              blocks.carried[block * plan.columns + j] = sum;
            } else {
              blocks.gradient[p * plan.columns + j] = sum;
            }
          }
        }
      }
    }
  }
}
