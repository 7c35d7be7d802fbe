package thalweg.studio.descent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.descent.DescentMethod;
import thalweg.descent.GradientDescent;
import thalweg.descent.MethodParser;
import thalweg.descent.direction.Momentum;
import thalweg.descent.direction.Nesterov;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;
import thalweg.studio.question.View;

/// What the third view asks.
public final class DescentView implements View {
  /// What there is to choose from.
  record What() {}

  /// @param name as [MethodParser] reads it
  /// @param rate the usual one; null of a method that searches for its steps
  /// @param momentum the usual one; null of a method without, or with another meaning of it
  record Method(String name, @Nullable Double rate, @Nullable Double momentum) {}

  /// @param least the known least value
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Known(
      String name, String title, String source, int dimension, double[] start, double least) {}

  record Offer(List<Method> methods, List<Known> problems) {}

  /// @param named what was asked about
  /// @param variables the names of its coordinates, in their order
  record Facts(Ground.Named named, List<String> variables) {}

  @Override
  public void answer(Register register) {
    register.at("descent/offer", What.class, (_, _) -> offer());
    register.at("descent/ground", Ground.Named.class, (named, _) -> facts(named));
    register.at("descent/race", Race.Asked.class, Race::run);
    register.at("descent/surface", Surface.Asked.class, Surface::of);
    register.at("descent/map", RateMap.Asked.class, RateMap::of);
    register.at("descent/transcript", Race.Asked.class, (race, _) -> Transcript.of(race));
  }

  private static Facts facts(Ground.Named named) {
    return new Facts(named, Ground.of(named).variables());
  }

  private static Offer offer() {
    return new Offer(
        MethodParser.names().stream().map(DescentView::method).toList(),
        Problems.all().stream().map(DescentView::known).toList());
  }

  private static Method method(String name) {
    DescentMethod method = MethodParser.parse(name);
    if (!(method instanceof GradientDescent descent)) {
      return new Method(name, null, null);
    }
    Double momentum =
        switch (descent.rule()) {
          case Momentum it -> it.momentum();
          case Nesterov it -> it.momentum();
          default -> null;
        };
    return new Method(name, descent.rule().rate(), momentum);
  }

  private static Known known(Problem problem) {
    return new Known(
        problem.name(),
        problem.title(),
        problem.source(),
        problem.dimension(),
        problem.start(),
        problem.minima().getFirst());
  }
}
