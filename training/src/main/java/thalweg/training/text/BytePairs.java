package thalweg.training.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;

/// Byte pairs: the 256 bytes of UTF-8 are pieces, and so is what becomes of the pair of neighbours
/// that is most frequent, and of the next, and so on. Every text can be encoded.
///
/// A text is first cut into words, each with the blank before it; no piece reaches over the end of
/// a word. Of pairs that are equally frequent the one of lower numbers comes first, so the same
/// text gives the same pieces everywhere. Sources: Gage 1994, "A new algorithm for data
/// compression"; Sennrich, Haddow and Birch 2016, section 3.2; over bytes as Radford et al. 2019,
/// section 2.2.
public final class BytePairs implements Vocabulary {
  static final String WORD = "byte-pairs";

  private static final int BYTES = 256;
  private static final int MOST = 1 << 20; // pieces

  /// Text without blanks, such as genes, is cut too: all work grows with the square of a word.
  private static final int LONGEST_WORD = 64;

  private final int[] left; // of piece 256 + i
  private final int[] right;
  private final byte[][] pieces;
  private final Map<Long, Integer> joined = new HashMap<>(); // pair to piece

  private BytePairs(int[] left, int[] right) {
    this.left = left;
    this.right = right;
    pieces = new byte[BYTES + left.length][];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] =
          i < BYTES
              ? new byte[] {(byte) i}
              : concatenated(pieces[left[i - BYTES]], pieces[right[i - BYTES]]);
      if (i >= BYTES) {
        joined.putIfAbsent(pair(left[i - BYTES], right[i - BYTES]), i);
      }
    }
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  /// Learns pieces from a text: as many as asked for, or fewer where no pair occurs twice any more.
  /// Costs about the length of its different words, and the logarithm of it for each pair.
  ///
  /// @param size how many pieces, from 256
  /// @throws IllegalArgumentException if the size is not from 256 to 2²⁰, or the text has half of a
  ///   surrogate pair
  public static BytePairs learn(String text, int size) {
    if (size < BYTES || size > MOST) {
      throw new IllegalArgumentException(
          "byte pairs: " + size + " pieces are asked for; it must be from 256 to " + MOST + ".");
    }
    Vocabulary.requireWhole(text);
    return new Learning(text).learn(size);
  }

  /// A pair and how often it was met when this was noted.
  private record Candidate(long count, long pair) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return count != other.count
          ? Long.compare(other.count, count)
          : Long.compare(pair, other.pair);
    }
  }

  /// The different words of a text as pieces, and where each pair occurs.
  private static final class Learning {
    private final List<int[]> words = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final Map<Long, Long> counts = new HashMap<>();
    private final Map<Long, List<Integer>> where = new HashMap<>(); // words; some no longer
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();

    Learning(String text) {
      Map<String, Long> byWord = new HashMap<>();
      for (int at = 0; at < text.length(); ) {
        int end = endOfWord(text, at);
        byWord.merge(text.substring(at, end), 1L, Long::sum);
        at = end;
      }
      byWord.forEach(
          (word, count) -> {
            words.add(bytes(word));
            times.add(count);
          });
      for (int word = 0; word < words.size(); word++) {
        count(word, 1);
      }
      counts.forEach((pair, count) -> candidates.add(new Candidate(count, pair)));
    }

    /// Counts the pairs of a word, or with `sign` −1 takes them back.
    private void count(int word, int sign) {
      int[] pieces = words.get(word);
      for (int i = 0; i + 1 < pieces.length; i++) {
        long pair = pair(pieces[i], pieces[i + 1]);
        counts.merge(pair, sign * times.get(word), Long::sum);
        if (sign > 0) {
          List<Integer> places = where.computeIfAbsent(pair, _ -> new ArrayList<>());
          if (places.isEmpty() || places.getLast() != word) {
            places.add(word);
          }
        }
      }
    }

    BytePairs learn(int size) {
      int[] left = new int[size - BYTES];
      int[] right = new int[size - BYTES];
      int count = 0;
      while (count < left.length) {
        Candidate best = candidates.poll();
        if (best == null || best.count < 2) {
          break;
        }
        long now = counts.getOrDefault(best.pair, 0L);
        if (now != best.count) {
          continue; // noted again when it changed
        }
        left[count] = (int) (best.pair >>> Integer.SIZE);
        right[count] = (int) best.pair;
        join(best.pair, BYTES + count);
        count++;
      }
      return new BytePairs(Arrays.copyOf(left, count), Arrays.copyOf(right, count));
    }

    private void join(long pair, int piece) {
      List<Long> changed = new ArrayList<>();
      for (int word : List.copyOf(where.getOrDefault(pair, List.of()))) {
        int[] before = words.get(word);
        int[] after = joined(before, (int) (pair >>> Integer.SIZE), (int) pair, piece);
        if (after.length < before.length) {
          count(word, -1);
          note(before, changed);
          words.set(word, after);
          count(word, 1);
          note(after, changed);
        }
      }
      where.remove(pair);
      changed.stream()
          .distinct()
          .forEach(
              each -> {
                long count = counts.getOrDefault(each, 0L);
                if (count > 0) {
                  candidates.add(new Candidate(count, each));
                } else {
                  counts.remove(each);
                }
              });
    }

    private static void note(int[] pieces, List<Long> pairs) {
      for (int i = 0; i + 1 < pieces.length; i++) {
        pairs.add(pair(pieces[i], pieces[i + 1]));
      }
    }
  }

  /// Returns pieces with each pair of these two, from left to right, made one.
  private static int[] joined(int[] pieces, int left, int right, int piece) {
    int[] joined = new int[pieces.length];
    int count = 0;
    for (int i = 0; i < pieces.length; i++) {
      boolean isPair = pieces[i] == left && i + 1 < pieces.length && pieces[i + 1] == right;
      joined[count++] = isPair ? piece : pieces[i];
      i += isPair ? 1 : 0;
    }
    return Arrays.copyOf(joined, count);
  }

  private static int[] bytes(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int[] pieces = new int[bytes.length];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = bytes[i] & 0xFF;
    }
    return pieces;
  }

  /// A word: a blank or none, then letters, or digits, or other signs, or white space.
  private enum Kind {
    LETTER,
    DIGIT,
    SPACE,
    SIGN;

    static Kind of(int character) {
      return Character.isLetter(character)
              || Character.getType(character) == Character.NON_SPACING_MARK
          ? LETTER
          : Character.isDigit(character) ? DIGIT : Character.isWhitespace(character) ? SPACE : SIGN;
    }
  }

  private static int endOfWord(String text, int start) {
    int at = start;
    if (text.charAt(at) == ' '
        && at + 1 < text.length()
        && Kind.of(text.codePointAt(at + 1)) != Kind.SPACE) {
      at++;
    }
    Kind kind = Kind.of(text.codePointAt(at));
    int end = at;
    while (end < text.length()
        && end - at < LONGEST_WORD
        && Kind.of(text.codePointAt(end)) == kind) {
      end += Character.charCount(text.codePointAt(end));
    }
    // The last blank of several goes with the word behind it.
    boolean givesBack =
        kind == Kind.SPACE && end < text.length() && end - start > 1 && text.charAt(end - 1) == ' ';
    return givesBack ? end - 1 : end;
  }

  @Override
  public int size() {
    return pieces.length;
  }

  @Override
  public int[] encode(String text) {
    Vocabulary.requireWhole(text);
    Map<String, int[]> met = new HashMap<>();
    int[] encoded = new int[Math.max(16, text.length())];
    int count = 0;
    for (int at = 0; at < text.length(); ) {
      int end = endOfWord(text, at);
      int[] word = met.computeIfAbsent(text.substring(at, end), this::encodeWord);
      if (count + word.length > encoded.length) {
        encoded = Arrays.copyOf(encoded, Math.max(2 * encoded.length, count + word.length));
      }
      System.arraycopy(word, 0, encoded, count, word.length);
      count += word.length;
      at = end;
    }
    return Arrays.copyOf(encoded, count);
  }

  /// Joins the pair that was learnt first, wherever it stands, as long as there is one.
  private int[] encodeWord(String word) {
    int[] encoded = bytes(word);
    while (true) {
      int first = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < encoded.length; i++) {
        first = Math.min(first, joined.getOrDefault(pair(encoded[i], encoded[i + 1]), first));
      }
      if (first == Integer.MAX_VALUE) {
        return encoded;
      }
      encoded = joined(encoded, left[first - BYTES], right[first - BYTES], first);
    }
  }

  @Override
  public String decode(int[] encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int piece : encoded) {
      bytes.writeBytes(pieces[Vocabulary.requirePiece(piece, pieces.length)]);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public List<String> shown() {
    return Arrays.stream(pieces).map(BytePairs::shown).toList();
  }

  /// Bytes that are no whole characters are shown in hexadecimal.
  private static String shown(byte[] piece) {
    String text = new String(piece, StandardCharsets.UTF_8);
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), piece)
        ? Quote.of(text)
        : "<" + HexFormat.ofDelimiter(" ").formatHex(piece) + ">";
  }

  /// Returns `byte-pairs` and the two parts of each piece from 256 on.
  @Override
  public String written() {
    return IntStream.range(0, left.length)
        .mapToObj(i -> left[i] + "+" + right[i])
        .collect(Collectors.joining(" ", WORD + (left.length == 0 ? "" : " "), ""));
  }

  static BytePairs parse(String written) {
    String[] words = written.split(" ", -1);
    int[] left = new int[words.length - 1];
    int[] right = new int[words.length - 1];
    int[] lengths = new int[BYTES + left.length];
    Arrays.fill(lengths, 0, BYTES, 1);
    for (int i = 0; i < left.length; i++) {
      String[] parts = words[i + 1].split("\\+", -1);
      boolean isPair =
          left.length <= MOST
              && parts.length == 2
              && parts[0].matches("\\d{1,7}")
              && parts[1].matches("\\d{1,7}");
      left[i] = isPair ? Integer.parseInt(parts[0]) : MOST;
      right[i] = isPair ? Integer.parseInt(parts[1]) : MOST;
      boolean isKnown = Math.max(left[i], right[i]) < BYTES + i;
      lengths[BYTES + i] = isKnown ? lengths[left[i]] + lengths[right[i]] : MOST;
      // A stranger's text could double the length with each piece.
      if (!isKnown || lengths[BYTES + i] >= MOST) {
        throw new IllegalArgumentException(
            "byte pairs: "
                + Quote.of(words[i + 1])
                + " is no pair of pieces from before piece "
                + (BYTES + i)
                + "; give what Vocabulary.written() returned.");
      }
    }
    return new BytePairs(left, right);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BytePairs that
        && Arrays.equals(left, that.left)
        && Arrays.equals(right, that.right);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(left) + Arrays.hashCode(right);
  }
}
