package thalweg.training.crew;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import thalweg.algebra.Quote;

/// The connection to one other member, which has shown that it knows the secret.
final class Link implements AutoCloseable {
  /// A card or a refusal is shorter than this.
  private static final int MOST_TEXT = 1 << 20;

  /// Bytes that wait on either side while nobody reads.
  static final int BUFFER = 1 << 20;

  private final Socket socket;
  final InputStream in;
  final OutputStream out;
  private final String name;

  Link(Socket socket, String name) throws IOException {
    this.socket = socket;
    this.name = name;
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /// Returns a socket that is not connected yet, with room for what comes while nobody reads.
  static Socket socket() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(BUFFER);
    socket.setSendBufferSize(BUFFER);
    return socket;
  }

  /// Lets no read wait longer.
  void waitAtMost(Duration patience) throws IOException {
    socket.setSoTimeout(Math.toIntExact(Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE)));
  }

  void read(byte[] into, int count) throws IOException {
    if (in.readNBytes(into, 0, count) < count) {
      throw new EOFException("it has closed the connection");
    }
  }

  void sendText(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  String readText() throws IOException {
    byte[] length = new byte[4];
    read(length, 4);
    int count = ByteBuffer.wrap(length).getInt();
    if (count < 0 || count > MOST_TEXT) {
      throw new IOException("it says that a text of " + count + " bytes comes");
    }
    byte[] text = new byte[count];
    read(text, count);
    return new String(text, StandardCharsets.UTF_8);
  }

  /// Returns what to tell of a failure of this connection.
  CrewException lost(IOException failure) {
    String why =
        failure instanceof SocketTimeoutException
            ? "it has said nothing for too long"
            : failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new CrewException("crew: " + name + " is lost: " + Quote.whole(why) + ".", failure);
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // it is of no use any more
    }
  }
}
