package thalweg.calculus.gradient.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.algebra.Operation;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.calculus.gradient.reverse.Reverse;

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
  private final List<Tensor> parameters;
  private final double step;
  private final Program values; // what is not moved, or the loss alone
  private final Map<Tensor, Integer> places; // of tensors among the outputs of `values`
  private final Program plain; // the loss
  private final List<@Nullable FollowedParameter> followed;

  private ProgramDifferences(Tensor loss, List<Tensor> parameters, double step) {
    this.parameters = List.copyOf(parameters);
    this.step = step;
    plain = Program.of(loss);
    places = new LinkedHashMap<>();
    followed = new ArrayList<>();
    List<Tensor> order = Reverse.inputsFirst(loss);
    for (Tensor parameter : parameters) {
      FollowedParameter one = FollowedParameter.of(loss, order, parameter, step);
      followed.add(one);
      if (one != null) {
        for (MovedRows.Given given : one.whole()) {
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
      FollowedParameter one = followed.get(i);
      text.append(parameters.get(i)).append(": ");
      if (one == null) {
        text.append("one element after another\n");
      } else {
        text.append(one.entries())
            .append(" entries at once\n")
            .append(one.difference().explain())
            .append('\n');
      }
    }
    return text.toString();
  }

  /// Returns new memory in which the differences can be computed, on the calling thread alone.
  public Worker worker() {
    return new Worker(null);
  }

  /// Returns new memory in which the differences can be computed, shared by the members of `team`.
  public Worker worker(Team team) {
    return new Worker(team);
  }

  /// Memory for one computation after another. For one thread at a time, with or without a team.
  public final class Worker {
    private final @Nullable Team team;
    private final Execution unmoved;
    private final Execution loss;
    private final Map<Tensor, NdArray> bound = new LinkedHashMap<>();
    private final List<ParameterDifferences> byParameter = new ArrayList<>();

    private Worker(@Nullable Team team) {
      this.team = team;
      unmoved = execution(values);
      loss = execution(plain);
      for (int i = 0; i < parameters.size(); i++) {
        FollowedParameter one = followed.get(i);
        byParameter.add(
            one == null
                ? new MovedElements(loss, parameters.get(i), step)
                : new EntryBlocks(one, this::value, team));
      }
    }

    private Execution execution(Program program) {
      return team == null ? program.execution() : program.execution(team);
    }

    /// Binds a variable to an array, which is read at each run and not changed.
    ///
    /// @throws IllegalArgumentException if shape or type differ from the variable's
    public Worker set(Tensor variable, NdArray array) {
      unmoved.set(variable, array);
      loss.set(variable, array);
      bound.put(variable, array);
      return this;
    }

    /// Writes the gradient in each parameter to the array of its place in `gradients`.
    public void run(List<NdArray> gradients) {
      unmoved.run();
      for (int i = 0; i < parameters.size(); i++) {
        byParameter.get(i).run(value(parameters.get(i)), gradients.get(i));
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
  }
}
