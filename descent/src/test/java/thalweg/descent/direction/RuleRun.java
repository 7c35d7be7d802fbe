package thalweg.descent.direction;

import java.util.List;
import java.util.stream.Stream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// The smallest loop around a [RuleProgram]: one parameter and the state kept for it.
final class RuleRun {
  private final RuleProgram program;
  private NdArray parameter;
  private List<List<NdArray>> state;

  RuleRun(UpdateRule rule, NdArray start) {
    DType type = start.type();
    List<Shape> shapes = List.of(start.shape());
    program = RuleProgram.of(rule, type, shapes);
    parameter = start.copy();
    state = RuleProgram.initialState(rule, type, shapes);
  }

  /// Returns the parameter, then the state.
  List<NdArray> held() {
    return Stream.concat(Stream.of(parameter), state.getFirst().stream())
        .map(NdArray::copy)
        .toList();
  }

  RuleRun from(List<NdArray> held) {
    List<NdArray> copies = held.stream().map(NdArray::copy).toList();
    parameter = copies.getFirst();
    state = List.of(copies.subList(1, copies.size()));
    return this;
  }

  NdArray step(NdArray slope) {
    NdArray next = NdArray.zeros(parameter.type(), parameter.shape());
    List<NdArray> nextState =
        state.getFirst().stream().map(each -> NdArray.zeros(each.type(), each.shape())).toList();
    program.step(List.of(parameter), state, List.of(slope), List.of(next), List.of(nextState));
    parameter = next;
    state = List.of(nextState);
    return next;
  }

  void see(double loss) {
    program.see(loss, state);
  }

  String explain() {
    return program.explain();
  }
}
