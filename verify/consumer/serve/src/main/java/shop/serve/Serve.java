package shop.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import thalweg.training.model.Model;

/// Answers from a model that another program has learnt.
final class Serve {
  private Serve() {}

  public static void main(String[] arguments) throws IOException {
    Model model = Model.load(Path.of(arguments[0]));
    IO.println(model.predict(Map.of("weight", 12, "length", 40)));
    IO.println(model.predict(Map.of("weight", 28, "length", 60)));
  }
}
