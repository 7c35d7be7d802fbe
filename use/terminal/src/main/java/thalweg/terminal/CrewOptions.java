package thalweg.terminal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thalweg.algebra.Quote;
import thalweg.training.checkpoint.Checkpoints;
import thalweg.training.crew.Crew;
import thalweg.training.crew.CrewException;

/// The options by which several processes, on one machine or several, train one network together.
final class CrewOptions {
  private static final String SECRET = "THALWEG_CREW_SECRET";
  private static final int USUAL_WAIT = 300;
  private static final int MOST_PORT = 65_535;

  @Option(
      names = "--crew",
      paramLabel = "HOST:PORT,…",
      split = ",",
      description =
          "Train together with other processes, each started alike at one of these addresses; the"
              + " weights are those of one alone. All need the same secret of at least 8 characters"
              + " in the environment variable "
              + SECRET
              + ".")
  private @Nullable List<String> crew;

  @Option(
      names = "--rank",
      paramLabel = "K",
      description =
          "With --crew: which of the addresses is this one's, from 0. Rank 0 saves and draws.")
  private @Nullable Integer rank;

  @Option(
      names = "--crew-wait",
      paramLabel = "SECONDS",
      description =
          "With --crew: how long to wait for the others to come, or to say what is next. Default: "
              + USUAL_WAIT
              + ".")
  private @Nullable Integer wait;

  /// Returns whether this is one of a crew.
  boolean isGiven() {
    return crew != null;
  }

  /// Checks what can be checked before any work.
  void check() {
    if (crew == null) {
      if (rank != null || wait != null) {
        throw Failure.usage(
            (rank != null ? "--rank" : "--crew-wait")
                + " is said of a crew; give --crew with it, or leave it out.");
      }
      return;
    }
    if (rank == null || rank < 0 || rank >= crew.size()) {
      throw Failure.usage(
          "--crew: "
              + (rank == null ? "no --rank is given" : "--rank is " + rank)
              + "; say which of the "
              + crew.size()
              + " addresses is this one's, from 0 to "
              + (crew.size() - 1)
              + ".");
    }
    if (wait != null && wait < 1) {
      throw Failure.usage("--crew-wait is " + wait + "; it must be at least 1 second.");
    }
    var _ = addresses(crew);
    var _ = secret(crew.size());
  }

  /// Returns whether this member saves, draws and keeps: one of a crew does, or who is alone.
  boolean isFirst() {
    return crew == null || rank == null || rank == 0;
  }

  /// Meets the others, and tells that all are there.
  Crew meet(Output output) {
    List<InetSocketAddress> addresses = addresses(crew == null ? List.of() : crew);
    int own = rank == null ? 0 : rank;
    output.detail(
        "crew     rank %d of %d; waiting for the others".formatted(own, addresses.size()));
    try {
      Crew met =
          Crew.meet(
              own,
              addresses,
              secret(addresses.size()),
              Duration.ofSeconds(wait == null ? USUAL_WAIT : wait));
      output.json(
          Json.object().put("event", "crew").put("rank", own).put("members", addresses.size()));
      return met;
    } catch (CrewException apart) {
      throw Failure.output(String.valueOf(apart.getMessage()), apart);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failure.output("crew: interrupted while waiting for the others.", stopped);
    }
  }

  /// Returns what all go on from: the newest checkpoint of rank 0.
  Resumption resumption(Output output, Crew met, Path file) {
    if (isFirst()) {
      Resumption own = Resumption.of(output, file);
      sameFile(met, own.source());
      return own;
    }
    Path newest;
    try {
      newest = Checkpoints.find(file).path();
    } catch (IOException _) {
      newest = file; // which may be missing: it comes from rank 0
    }
    return Resumption.received(output, file, sameFile(met, newest));
  }

  private static Path sameFile(Crew met, Path own) {
    try {
      return met.sameFile(own);
    } catch (IOException unread) {
      throw Failure.input("--resume: " + Failure.words(unread));
    }
  }

  /// Returns who tells what the crew's steps take.
  CrewReport report(Output output) {
    return new CrewReport(output, rank == null ? 0 : rank);
  }

  private static byte[] secret(int members) {
    String secret = System.getenv(SECRET);
    if (members == 1) {
      return new byte[Crew.LEAST_SECRET]; // there is nobody to keep it from
    }
    if (secret == null || secret.getBytes(StandardCharsets.UTF_8).length < Crew.LEAST_SECRET) {
      throw Failure.usage(
          "--crew: the environment variable "
              + SECRET
              + (secret == null ? " is not set" : " is too short")
              + "; give all members the same secret, of at least "
              + Crew.LEAST_SECRET
              + " characters.");
    }
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  private static List<InetSocketAddress> addresses(List<String> texts) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      InetSocketAddress address = address(text.strip());
      if (addresses.contains(address)) {
        throw Failure.usage(
            "--crew: " + Quote.of(text) + " stands there twice; each member needs its own.");
      }
      addresses.add(address);
    }
    return addresses;
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = -1;
    try {
      port = Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException _) {
      // told below
    }
    if (host.isBlank() || port < 1 || port > MOST_PORT) {
      throw Failure.usage(
          "--crew: "
              + Quote.of(text)
              + " is no address; write host and port, such as 10.0.0.7:4711, or [::1]:4711.");
    }
    return new InetSocketAddress(host, port);
  }
}
