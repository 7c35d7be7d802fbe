package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;

/// The product of a function's Hessian with a vector, which costs about as much as two gradients
/// although the Hessian itself would cost n.
@FunctionalInterface
public interface HessianProduct {
  /// Writes H(x)·v to `product`. Changes neither x nor v.
  void multiply(double[] x, double[] v, double[] product);

  /// Returns the product for a tensor expression of one number: the gradient of the product of the
  /// gradient with v, by reverse mode twice. For one thread at a time.
  ///
  /// @param variables as for the function's own gradient; all DOUBLE
  static HessianProduct of(Tensor y, List<Tensor> variables) {
    List<Tensor> vectors = new ArrayList<>();
    List<Tensor> gradients = Reverse.gradient(y, variables);
    Tensor product = Tensor.fill(0, DType.DOUBLE, y.shape());
    for (int i = 0; i < gradients.size(); i++) {
      Tensor v = Tensor.variable("v", DType.DOUBLE, variables.get(i).shape());
      vectors.add(v);
      product = product.add(gradients.get(i).multiply(v).sum().reshape(y.shape()));
    }
    Execution execution = Program.of(Reverse.gradient(product, variables)).execution();
    List<NdArray> points = new ArrayList<>();
    List<NdArray> directions = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      points.add(NdArray.zeros(DType.DOUBLE, variables.get(i).shape()));
      directions.add(NdArray.zeros(DType.DOUBLE, variables.get(i).shape()));
      execution.set(variables.get(i), points.get(i)).set(vectors.get(i), directions.get(i));
    }
    return (x, v, out) -> {
      int from = 0;
      for (int i = 0; i < points.size(); i++) {
        double[] point = points.get(i).doubles();
        System.arraycopy(x, from, point, 0, point.length);
        System.arraycopy(v, from, directions.get(i).doubles(), 0, point.length);
        from += point.length;
      }
      execution.run();
      int to = 0;
      for (int i = 0; i < points.size(); i++) {
        double[] part = execution.output(i).doubles();
        System.arraycopy(part, 0, out, to, part.length);
        to += part.length;
      }
    };
  }
}
