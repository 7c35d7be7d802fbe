package thalweg.training.data;

import java.util.List;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

/// A hand that draws digits, no two alike: it chooses a way to write the digit, places its points
/// unsteadily, slants, turns, stretches and shifts it, presses more or less, and sometimes spoils
/// the sheet.
///
/// Image i is a function of seed and i alone. Lengths are in pixels unless said otherwise. The
/// figures below were chosen so that a linear model stays well below 95 % and a small network
/// passes 98 % on pictures not seen before; a larger shift makes it harder for the linear model, a
/// less steady hand for both.
final class Handwriting {
  static final int SIZE = 28;

  private static final double SLANT = 0.2; // deviation, pixels to the side for each pixel of height
  private static final double TURN = 0.09; // deviation, radians
  private static final double STRETCH = 0.12; // deviation of the logarithm of width over height
  private static final double LOWEST = 16;
  private static final double HIGHEST = 20;
  private static final double UNSTEADY = 0.018; // deviation of each point, in heights
  private static final double BEND = 0.04; // deviation of the bending of the whole, in heights
  private static final double SHIFT = 1.2; // deviation
  private static final double THINNEST = 0.8; // radius of the pen
  private static final double THICKEST = 1.8;
  private static final double PRESSURE =
      0.35; // largest change of radius from middle to end of a stroke
  private static final double STRAY = 0.02; // share of images with a stroke that does not belong
  private static final double GRAINY = 0.3; // share of images on grainy paper
  private static final double GRAIN = 0.2; // largest grain, of full ink
  private static final double UNEVEN = 0.35; // largest loss of ink in places
  private static final double SPECKLED = 0.1; // share of images with specks
  private static final double OUTERMOST = 2.5; // deviations; what is farther out is brought in

  // Words of an image's random stream, far enough apart: 2 for each number drawn, then these.
  private static final int GRAIN_WORDS = 1 << 13;
  private static final int SPECK_WORDS = 1 << 14;

  private final long seed;
  private final Pen pen = new Pen(SIZE);
  private final double[][] strokes = new double[3][2 * DigitShapes.MOST_POINTS];
  private final float[] grain = new float[SIZE * SIZE];
  private final float[] across = new float[SIZE];
  private final float[] down = new float[SIZE];
  private RandomStream stream;
  private long next;

  Handwriting(long seed) {
    this.seed = seed;
    this.stream = stream(seed, 0);
  }

  private static RandomStream stream(long seed, int image) {
    return new RandomStream(seed, Purpose.DIGITS, image, 0);
  }

  /// Returns the digit on image `image`: among each ten images from a multiple of ten on, every
  /// digit is there once, in random order. `ten` is room for that order.
  static int digit(long seed, int image, int[] ten) {
    new RandomStream(seed, Purpose.DIGITS, image / 10, 1).fillPermutation(ten, 10);
    return ten[image % 10];
  }

  /// Draws `digit` as image `image` into the 784 bytes of `target` from `offset` on, 0 for paper,
  /// 255 for full ink.
  void draw(int image, int digit, byte[] target, int offset) {
    stream = stream(seed, image);
    next = 1;
    pen.clear();
    List<double[][]> ways = DigitShapes.of(digit);
    write(ways.get(stream.below(0, ways.size())));
    if (uniform(0, 1) < STRAY) {
      strayStroke();
    }
    ink(target, offset);
    if (uniform(0, 1) < SPECKLED) {
      specks(target, offset);
    }
  }

  private double uniform(double from, double to) {
    return from + (to - from) * stream.uniform(next++);
  }

  private double normal(double deviation) {
    return deviation * Math.clamp(stream.normal(next++), -OUTERMOST, OUTERMOST);
  }

  private void write(double[][] shape) {
    place(shape);
    double radius = uniform(THINNEST, THICKEST);
    double pressure = uniform(-PRESSURE, PRESSURE);
    for (int s = 0; s < shape.length; s++) {
      int points = shape[s].length / 2;
      pen.curve(strokes[s], points, radius * (1 + pressure), radius * (1 - pressure));
    }
  }

  /// Computes the points of all strokes in pixels.
  private void place(double[][] shape) {
    double slant = normal(SLANT);
    double turn = normal(TURN);
    double height = uniform(LOWEST, HIGHEST);
    double stretch = StrictMath.exp(normal(STRETCH));
    double bendX = normal(BEND);
    double bendY = normal(BEND);
    double waveX = uniform(1, 5);
    double waveY = uniform(1, 5);
    double phaseX = uniform(0, 6.3);
    double phaseY = uniform(0, 6.3);
    double cos = height * StrictMath.cos(turn);
    double sin = height * StrictMath.sin(turn);
    double left = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    for (int s = 0; s < shape.length; s++) {
      double[] from = shape[s];
      double[] to = strokes[s];
      for (int i = 0; i < from.length; i += 2) {
        if (i > 0 && from[i] == from[i - 2] && from[i + 1] == from[i - 1]) {
          to[i] = to[i - 2]; // a corner stays one
          to[i + 1] = to[i - 1];
          continue;
        }
        double u = (from[i] - 50) / 100 + normal(UNSTEADY);
        double v = (from[i + 1] - 50) / 100 + normal(UNSTEADY);
        double y = v + bendY * StrictMath.sin(waveY * u + phaseY);
        double x = (u + bendX * StrictMath.sin(waveX * v + phaseX)) * stretch - slant * y;
        to[i] = cos * x - sin * y;
        to[i + 1] = sin * x + cos * y;
        left = Math.min(left, to[i]);
        right = Math.max(right, to[i]);
        top = Math.min(top, to[i + 1]);
        bottom = Math.max(bottom, to[i + 1]);
      }
    }
    double moveX = (SIZE - left - right) / 2 + normal(SHIFT);
    double moveY = (SIZE - top - bottom) / 2 + normal(SHIFT);
    for (int s = 0; s < shape.length; s++) {
      for (int i = 0; i < shape[s].length; i += 2) {
        strokes[s][i] += moveX;
        strokes[s][i + 1] += moveY;
      }
    }
  }

  private void strayStroke() {
    double[] ends = strokes[0];
    double direction = uniform(0, 6.3);
    double length = uniform(3, 8);
    ends[0] = uniform(2, SIZE - 2);
    ends[1] = uniform(2, SIZE - 2);
    ends[2] = ends[0] + length * StrictMath.cos(direction);
    ends[3] = ends[1] + length * StrictMath.sin(direction);
    pen.curve(ends, 2, 0.5, 0.5);
  }

  private void ink(byte[] target, int offset) {
    float softness = (float) uniform(0.8, Pen.SOFTEST);
    float full = (float) uniform(0.75, 1);
    float uneven = (float) uniform(0, UNEVEN) / 2;
    wave(across);
    wave(down);
    float coarse = uniform(0, 1) < GRAINY ? (float) uniform(0, GRAIN) : 0;
    if (coarse > 0) {
      stream.fillUniform(grain, 0, grain.length, GRAIN_WORDS);
    }
    for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
      if (coarse == 0 && pen.isDry(pixel)) {
        target[offset + pixel] = 0;
        continue;
      }
      float loss = uneven * (1 + across[pixel % SIZE] * down[pixel / SIZE]);
      float ink = full * pen.ink(pixel, softness) * (1 - loss);
      if (coarse > 0) {
        ink += coarse * (grain[pixel] - 0.5f);
      }
      target[offset + pixel] = (byte) (int) (Math.clamp(ink, 0f, 1f) * 255 + 0.5f);
    }
  }

  private void wave(float[] values) {
    double frequency = uniform(0.2, 0.7);
    double phase = uniform(0, 6.3);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) StrictMath.sin(frequency * i + phase);
    }
  }

  private void specks(byte[] target, int offset) {
    int specks = 1 + stream.below(SPECK_WORDS, 6);
    for (int i = 0; i < specks; i++) {
      int pixel = stream.below(SPECK_WORDS + 1 + 2 * i, SIZE * SIZE);
      target[offset + pixel] = (byte) stream.below(SPECK_WORDS + 2 + 2 * i, 256);
    }
  }
}
