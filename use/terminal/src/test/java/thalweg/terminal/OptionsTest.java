package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;

/// What the help of a verb names, the verb takes.
class OptionsTest {
  private static final Pattern NAMED = Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)(=|$| |\\[)");

  @TempDir private Path folder;

  /// A value of each option, or what is given with it.
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /// Lines of each verb to which an option may be added: it is enough that one of them takes it.
  private final Map<String, List<List<String>>> lines = new LinkedHashMap<>();

  private HttpServer refusing;

  @AfterEach
  void stop() {
    refusing.stop(0);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private void value(String option, String... words) {
    values.put(option, List.of(words));
  }

  /// Returns where every run is refused at once; where nobody answers, each waits for seconds.
  private String closed() {
    return "http://127.0.0.1:" + refusing.getAddress().getPort();
  }

  @BeforeEach
  void files() throws IOException {
    refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    refusing.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    refusing.start();
    String table = Ran.table(folder).toString();
    String pictures = at("pictures");
    for (int i = 0; i < 40; i++) {
      BufferedImage image = new BufferedImage(6, 6, BufferedImage.TYPE_BYTE_GRAY);
      image.setRGB(i % 5, i % 2 == 0 ? 0 : 5, 0xffffff);
      Path file = folder.resolve("pictures/" + (i % 2 == 0 ? "top" : "bottom") + "/" + i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
    List<String> files = List.of("--save", at("m"), "--picture", at("p.svg"), "--epochs", "1");
    lines.put(
        "train",
        List.of(
            with(files, "--data", table),
            with(files, "--data", pictures),
            List.of("--data", table, "--picture", at("p.svg"), "--epochs", "1")));
    List<String> one = with(files, "--trials", "1");
    lines.put("tune", List.of(with(one, "--data", table), with(one, "--data", pictures)));
    Ran.thalweg(words("train", lines.get("train").get(1)));
    Files.move(folder.resolve("m"), folder.resolve("seen"));
    Ran.thalweg(words("train", lines.get("train").get(0)));
    List<String> model = List.of(at("m"), "--data", table);
    List<String> seen = List.of(at("seen"), "--data", pictures);
    lines.put("predict", List.of(model, seen));
    List<String> quantity = List.of("--save", at("tall"), "--picture", at("p.svg"));
    Ran.thalweg(words("train", with(with(quantity, "--data", table), "--target", "height")));
    lines.put("evaluate", List.of(model, seen, List.of(at("tall"), "--data", table)));
    lines.put("summary", List.of(List.of(at("m"))));
    lines.put("export", List.of(List.of(at("m"), at("m.onnx"))));
    Ran.thalweg("export", at("m"), at("given.onnx"));
    Map<String, Npy> weights = new TreeMap<>();
    weights.put("first.weight", Npy.of(NdArray.zeros(DType.FLOAT, Shape.of(3, 2))));
    new Npz(weights).write(folder.resolve("given.npz"));
    lines.put(
        "import",
        List.of(
            List.of(at("given.onnx"), at("taken")),
            List.of(at("given.npz"), at("taken"), "--network", "2-3")));
    lines.put("replay", List.of(List.of(at("m.run.json"))));
    lines.put("runs", List.of(List.of(folder.toString())));
    List<String> check = List.of("--network", "2-3-3", "--rows", "2", "--samples", "2");
    lines.put(
        "check",
        List.of(
            with(check, "--data", table),
            List.of("--rows", "2", "--samples", "2", "--data", pictures)));
    lines.put("digits", List.of(List.of()));
    lines.put("derivative", List.of(List.of("x^2", "--at", "1")));
    lines.put("gradient", List.of(List.of("x^2 + y", "--at", "1,2")));
    lines.put(
        "descend",
        List.of(
            List.of("x^2 + y^2", "--from", "1,2"),
            List.of(),
            List.of("--problem", "rosenbrock"),
            List.of("x^2 + y^2", "--within", "-3:3,-3:3")));
    lines.put(
        "fit",
        List.of(
            List.of("height = a + b*width", "--data", table),
            List.of("a + b*width", "--data", table, "--target", "height"),
            List.of()));
    lines.put(
        "solve", List.of(List.of("x^2 = 2"), List.of("x^2 + y^2 = 5", "y = 2*x", "--from", "1,1")));
    lines.put("help", List.of(List.of()));

    value("--activation", "tanh");
    value("--augment", "flip");
    value("--arrows", "unit", "--picture", at("a.svg"));
    value("--at", "1,2");
    value("--batch", "9");
    value("--colour", "no");
    value("--columns", "height");
    value("--compare", "rate 0.1,0.2");
    value("--data", table);
    value("--decimal", "point");
    value("--difference-step", "0.01");
    value("--encoding", "UTF-8");
    value("--digits", "5");
    value("--epochs", "1");
    value("--dark", "--picture", at("d.svg"));
    value("--figure", "secant", "--picture", at("s.svg"));
    value("--figure-size", "640x400", "--picture", at("z.svg"));
    value("--export", at("digits"));
    value("--field", "-1:1,-1:1");
    value("--folds", "2");
    value("--format", "csv");
    value("--from", "1,2");
    value("--gradient", "automatic");
    value("--group", "height");
    value("--header", "yes");
    value("--ignore", "width");
    value("--initialisation", "he");
    value("--like", "pytorch");
    value("--limit", "3");
    value("--loss", "softmax-cross-entropy");
    value("--members", "2");
    value("--method", "central");
    value("--missing", "refuse");
    value("--mlflow", closed());
    value("--mlflow-experiment", "digits", "--mlflow", closed());
    value("--names", "dense1=first");
    value("--network", "2-4-3");
    value("import --network", "2-3");
    value("--objective", "classification");
    value("--opset", "23");
    value("--order", "2");
    value("--output", at("out.csv"));
    value("--part", "test");
    value("--patience", "2");
    value("--picture", at("q.svg"));
    value("--precision", "double");
    value("--problem", "rosenbrock");
    value("--rate", "0.01");
    value("--relative-tolerance", "1e-3");
    value("--resume", at("m"), "--epochs", "3");
    value("--rows", "3");
    value("--rule", "adam");
    value("--samples", "3");
    value("--sampling", "replacement");
    value("--save", at("n"));
    value("--seconds", "5");
    value("--seed", "3");
    value("--series", "central", "--picture", at("e.svg"), "--figure", "error");
    value("--separator", "comma");
    value("--size", "8x8");
    value("--split", "60:20:20");
    value("--split-seed", "3");
    value("--step", "0.01");
    value("--surface", "--picture", at("u.svg"));
    value("--target", "label");
    value("--tensorboard", at("board"));
    value("--test-rows", "5");
    value("--threads", "1");
    value("--time", "height");
    value("--title", "Mine", "--picture", at("t.svg"));
    value("--tolerance", "1e-3");
    value("--train-rows", "40");
    value("--transparent", "--picture", at("c.svg"));
    value("--trials", "2");
    value("--type", "width=number");
    value("derivative --variables", "x");
    value("derivative --within", "-3:3");
    value("descend --compare", "0.1,0.2");
    value("descend --members", "1", "--problems");
    value("descend --global", "3");
    value("descend --steps", "9");
    value("descend --subject-to", "x + y >= 1");
    value("fit --level", "0.9");
    value("fit --loss", "huber(0.5)");
    value("fit --predict", "width=1");
    value("fit --start", "a=1,b=2");
    value("fit --target", "height");
    value("fit --weights", "weight");
    value("fit --within", "a=-9:9");
    value("gradient --field", "-1:1,-1:1", "--picture", at("f.svg"));
    value("solve --method", "differences");
    value("solve --within", "0:3");
    // A crew of one, who needs no secret.
    value("train --crew", "127.0.0.1:4711", "--rank", "0");
    value("train --crew-wait", "9", "--crew", "127.0.0.1:4711", "--rank", "0");
    value("train --rank", "0", "--crew", "127.0.0.1:4711");
    value("train --steps", "--json");
    value("train --no-open", "--watch");
    value("train --watch", "--no-open");
    value("tune --resume");
    value("--values", "50");
    value("--variables", "x,y");
    value("--vector", "128");
    value("--weights", "width");
    value("--within", "-3:3,-3:3");
    value("--worst", "2");
    value("--worst-picture", at("w.svg"));
    value("--x-range", "1:2", "--picture", at("x.svg"));
    value("--y-range", "1:2", "--picture", at("y.svg"));
  }

  private static List<String> with(List<String> words, String option, String value) {
    List<String> more = new ArrayList<>(words);
    more.addAll(List.of(option, value));
    return more;
  }

  private static String[] words(String verb, List<String> more) {
    List<String> words = new ArrayList<>(List.of(verb));
    words.addAll(more);
    return words.toArray(String[]::new);
  }

  /// Returns a line with an option, which takes the place of its own.
  private String[] line(String verb, List<String> line, String option, List<String> given) {
    List<String> words = new ArrayList<>();
    List<String> added = new ArrayList<>(List.of(option));
    added.addAll(given);
    for (int i = 0; i < line.size(); i++) {
      if (added.contains(line.get(i)) && line.get(i).startsWith("--")) {
        i++;
      } else {
        words.add(line.get(i));
      }
    }
    words.addAll(added);
    return words(verb, words);
  }

  @Test
  @Timeout(300)
  void what_the_help_of_a_verb_names_the_verb_takes() {
    // Too long for this test, and told of in others.
    Set<String> apart =
        Set.of(
            "derivative --problems",
            "descend --problems",
            "descend --noise",
            "digits --dark", // as the next two in FigureOptionsTest
            "digits --figure-size",
            "digits --transparent",
            "digits --export",
            "fit --weights");
    List<String> refused = new ArrayList<>();
    for (String verb : lines.keySet()) {
      Set<String> named = new TreeSet<>();
      Matcher matcher = NAMED.matcher(Ran.thalweg(verb, "--help").out());
      while (matcher.find()) {
        named.add(matcher.group(1));
      }
      Set<String> everywhere = Set.of("--json", "--quiet", "--debug", "--help");
      assertThat(named).as(verb).containsAll(everywhere);
      named.removeAll(everywhere); // tried in many a test
      for (String option : named) {
        List<String> given =
            values.getOrDefault(verb + " " + option, values.getOrDefault(option, List.of()));
        StringBuilder said = new StringBuilder();
        boolean isTaken =
            apart.contains(verb + " " + option)
                || lines.get(verb).stream()
                    .anyMatch(
                        line -> {
                          Ran ran = Ran.thalweg(line(verb, line, option, given));
                          said.append(ran.err());
                          return ran.exit() != ExitCode.USAGE;
                        });
        if (!isTaken) {
          refused.add(verb + " " + option + ": " + said);
        }
      }
    }
    assertThat(refused).isEmpty();
  }
}
