package thalweg.training.crew;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;

/// Brings the members of a crew together: each listens at its own address for those of higher rank,
/// and calls those of lower rank until they answer.
///
/// Either side proves that it knows the secret, by an HMAC of what both have drawn for this one
/// connection, before anything else is read from it. Who proves nothing is turned away, and holds
/// nobody up. What is said afterwards is neither hidden nor signed: a crew belongs into a network
/// of one's own.
final class Meeting {
  private static final byte[] GREETING = "thalweg crew 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DRAWN = 32;
  private static final int PROOF = 32;

  /// A caller that says nothing is heard no longer.
  private static final Duration HEARING = Duration.ofSeconds(5);

  private static final Duration BETWEEN_CALLS = Duration.ofMillis(50);

  /// So many callers are heard at once; others wait in the line of the system.
  private static final int HEARD = 32;

  private final int rank;
  private final List<InetSocketAddress> addresses;
  private final byte[] secret;
  private final long end;
  private final @Nullable Link[] links; // by rank; null: not here yet, or oneself
  private final boolean[] isTaken; // by a caller who has proved that it knows the secret
  private @Nullable String turnedAway; // why the last caller was

  Meeting(int rank, List<InetSocketAddress> addresses, byte[] secret, Duration patience) {
    this.rank = rank;
    this.addresses = addresses;
    this.secret = secret;
    end = System.nanoTime() + patience.toNanos();
    links = new Link[addresses.size()];
    isTaken = new boolean[addresses.size()];
  }

  private String name(int rank) {
    InetSocketAddress address = addresses.get(rank);
    return "rank " + rank + " at " + address.getHostString() + ":" + address.getPort();
  }

  private Duration left() {
    return Duration.ofNanos(end - System.nanoTime());
  }

  private boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  /// Returns the links to all others, by rank, with null for this member.
  ///
  /// @param opened where this member listens; null to open a door at its address
  /// @throws CrewException if not all have come in time, or one is of another crew
  @Nullable Link[] links(@Nullable ServerSocket opened) throws InterruptedException {
    try (ServerSocket door = opened == null && rank + 1 < addresses.size() ? door() : opened) {
      if (door != null && rank + 1 < addresses.size()) {
        Thread.ofVirtual().name("thalweg-crew-door").start(() -> open(door));
      }
      for (int other = 0; other < rank; other++) {
        keep(other, call(other));
      }
      awaitCallers();
      return links;
    } catch (IOException failed) {
      closeAll();
      throw new CrewException("crew: " + failed.getMessage() + ".", failed);
    } catch (CrewException | InterruptedException failed) {
      closeAll();
      throw failed;
    }
  }

  private void closeAll() {
    synchronized (links) {
      for (Link link : links) {
        if (link != null) {
          link.close();
        }
      }
    }
  }

  private void keep(int other, Link link) {
    synchronized (links) {
      links[other] = link;
      links.notifyAll();
    }
  }

  /// Returns whether no other has taken this rank.
  private boolean take(int other) {
    synchronized (links) {
      boolean isFree = !isTaken[other];
      isTaken[other] = true;
      return isFree;
    }
  }

  private void giveBack(int other) {
    synchronized (links) {
      isTaken[other] = false;
    }
  }

  private void awaitCallers() throws InterruptedException {
    synchronized (links) {
      while (true) {
        List<String> missing = new ArrayList<>();
        for (int other = rank + 1; other < links.length; other++) {
          if (links[other] == null) {
            missing.add(name(other));
          }
        }
        if (missing.isEmpty()) {
          return;
        }
        if (isOver()) {
          throw new CrewException(
              "crew: "
                  + String.join(", ", missing)
                  + (missing.size() == 1 ? " has" : " have")
                  + " not come in time"
                  + (turnedAway == null ? "" : "; a caller was turned away: " + turnedAway)
                  + ".");
        }
        links.wait(Math.max(1, left().toMillis()));
      }
    }
  }

  // ---- Listening ----

  private ServerSocket door() {
    try {
      return door(addresses.get(rank));
    } catch (IOException taken) {
      throw new CrewException(
          "crew: " + name(rank) + ", this member, cannot listen there: " + taken.getMessage() + ".",
          taken);
    }
  }

  static ServerSocket door(InetSocketAddress own) throws IOException {
    ServerSocket door = new ServerSocket();
    try {
      door.setReuseAddress(true);
      door.setReceiveBufferSize(Link.BUFFER);
      if (own.isUnresolved()) {
        throw new IOException("the name of the host is unknown");
      }
      if (own.getAddress().isAnyLocalAddress()) {
        throw new IOException("name one interface of this machine, not all of them");
      }
      door.bind(own);
      return door;
    } catch (IOException | RuntimeException failed) {
      door.close();
      throw failed;
    }
  }

  private void open(ServerSocket door) {
    Semaphore heard = new Semaphore(HEARD);
    while (true) {
      try {
        heard.acquire();
        Socket caller = door.accept();
        Thread.ofVirtual()
            .name("thalweg-crew-caller")
            .start(
                () -> {
                  hear(caller);
                  heard.release();
                });
      } catch (IOException closed) {
        return; // all have come, or the time is over
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void hear(Socket caller) {
    boolean isKept = false;
    try {
      Link link = new Link(caller, "a caller");
      link.waitAtMost(HEARING);
      byte[] hello = new byte[GREETING.length + 8 + DRAWN];
      link.read(hello, hello.length);
      byte[] drawn = drawn();
      ByteBuffer said = ByteBuffer.wrap(hello);
      byte[] greeting = new byte[GREETING.length];
      said.get(greeting);
      int other = said.getInt();
      int size = said.getInt();
      if (!MessageDigest.isEqual(greeting, GREETING)) {
        throw new IOException("it is no member of a crew, or of another version");
      }
      link.out.write(drawn);
      link.out.write(proof("who is called", hello, drawn));
      byte[] proof = new byte[PROOF];
      link.read(proof, PROOF);
      if (!MessageDigest.isEqual(proof, proof("who calls", hello, drawn))) {
        throw new IOException("it does not know the secret");
      }
      String refused = refused(other, size);
      if (!refused.isEmpty()) {
        link.sendText(refused);
        throw new IOException(refused);
      }
      try {
        link.sendText(""); // before anyone else may say something to it
      } catch (IOException gone) {
        giveBack(other);
        throw gone;
      }
      isKept = true;
      keep(other, new Link(caller, name(other)));
    } catch (IOException | RuntimeException failed) {
      synchronized (links) {
        turnedAway = failed.getMessage() == null ? failed.toString() : failed.getMessage();
      }
    } finally {
      if (!isKept) {
        close(caller);
      }
    }
  }

  private String refused(int other, int size) {
    if (size != addresses.size()) {
      return "it is of a crew of " + size + ", this one of " + addresses.size();
    }
    if (other <= rank || other >= size) {
      return "it says it is rank " + other;
    }
    return take(other) ? "" : "rank " + other + " is here already";
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is of no use any more
    }
  }

  // ---- Calling ----

  private Link call(int other) throws InterruptedException {
    String failure = "it does not answer";
    while (!isOver()) {
      Socket socket = null;
      try {
        socket = Link.socket();
        InetSocketAddress to = addresses.get(other);
        if (to.isUnresolved()) {
          throw new CrewException("crew: " + name(other) + ": the name of the host is unknown.");
        }
        socket.connect(to, Math.toIntExact(Math.clamp(left().toMillis(), 1, 5_000)));
        Link link = new Link(socket, name(other));
        link.waitAtMost(HEARING);
        greet(link, other);
        return link;
      } catch (IOException notYet) {
        failure = notYet.getMessage() == null ? notYet.toString() : notYet.getMessage();
        if (socket != null) {
          close(socket);
        }
      } catch (CrewException refused) {
        if (socket != null) {
          close(socket);
        }
        throw refused;
      }
      Thread.sleep(BETWEEN_CALLS);
    }
    throw new CrewException(
        "crew: " + name(other) + " was not reached in time: " + Quote.whole(failure) + ".");
  }

  private void greet(Link link, int other) throws IOException {
    byte[] hello =
        ByteBuffer.allocate(GREETING.length + 8 + DRAWN)
            .put(GREETING)
            .putInt(rank)
            .putInt(addresses.size())
            .put(drawn())
            .array();
    link.out.write(hello);
    byte[] drawn = new byte[DRAWN];
    link.read(drawn, DRAWN);
    byte[] proof = new byte[PROOF];
    link.read(proof, PROOF);
    if (!MessageDigest.isEqual(proof, proof("who is called", hello, drawn))) {
      throw new CrewException(
          "crew: "
              + name(other)
              + " does not know the secret of this member, or is none; give all the same.");
    }
    link.out.write(proof("who calls", hello, drawn));
    String refused = link.readText();
    if (!refused.isEmpty()) {
      throw new CrewException(
          "crew: " + name(other) + " refuses this member: " + Quote.whole(refused) + ".");
    }
  }

  // ---- Proofs ----

  private static byte[] drawn() {
    byte[] drawn = new byte[DRAWN];
    new SecureRandom().nextBytes(drawn);
    return drawn;
  }

  /// Who proves it says which side it is, so that no proof can be given back.
  private byte[] proof(String side, byte[] hello, byte[] drawn) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(side.getBytes(StandardCharsets.US_ASCII));
      mac.update(hello);
      return mac.doFinal(drawn);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("crew: this Java has no HMAC-SHA-256.", missing);
    }
  }
}
