package thalweg.descent.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.VectorDual;
import thalweg.calculus.gradient.numerical.LadderGradient;

/// A curve as a fit sees it: its value and its slopes with the parameters.
sealed interface CurveModel {
  List<String> predictors();

  List<String> parameters();

  double at(double[] point, double[] parameters);

  double[] slopes(double[] point, double[] parameters);

  /// A written formula of the predictors and then the parameters; its slopes are exact.
  record Written(Formula formula, List<String> predictors, List<String> parameters)
      implements CurveModel {
    @Override
    public double at(double[] point, double[] parameters) {
      double[] all = Arrays.copyOf(point, point.length + parameters.length);
      System.arraycopy(parameters, 0, all, point.length, parameters.length);
      return formula.at(all);
    }

    @Override
    public double[] slopes(double[] point, double[] parameters) {
      VectorDual[] b = VectorDual.variables(parameters);
      VectorDual[] all = new VectorDual[point.length + b.length];
      Arrays.setAll(all, i -> i < point.length ? b[0].constant(point[i]) : b[i - point.length]);
      return formula.over(all, b[0]).gradient();
    }

    /// Returns the most parameters, in order, in which the formula is linear together.
    int[] linear() {
      boolean[] chosen = new boolean[formula.variables().size()];
      for (int j = 0; j < parameters.size(); j++) {
        int place = predictors.size() + j;
        chosen[place] = true;
        chosen[place] = Degree.of(formula.expression(), chosen) != Degree.HIGHER;
      }
      return IntStream.range(0, parameters.size())
          .filter(j -> chosen[predictors.size() + j])
          .toArray();
    }
  }

  /// A method; its slopes are taken by differences.
  record Method(CurveFunction function, List<String> predictors, List<String> parameters)
      implements CurveModel {
    @Override
    public double at(double[] point, double[] parameters) {
      return function.at(point, parameters);
    }

    @Override
    public double[] slopes(double[] point, double[] parameters) {
      return LadderGradient.of(b -> function.at(point, b)).gradient(parameters);
    }
  }
}
