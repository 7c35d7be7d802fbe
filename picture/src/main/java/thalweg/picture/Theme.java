package thalweg.picture;

import java.awt.Color;

/// What a figure is drawn on, and what becomes of its colours there.
///
/// The six colours of [Style] stay what they are: each has at least three times the luminance of
/// the dark ground, and a series is known by its colour in either theme. What is grey, and what is
/// paler because it lies behind, turns with the ground. Contrast is that of WCAG 2.2, 1.4.11.
///
/// @param dark light lines on a dark ground in place of dark ones on white
/// @param transparent whether the ground is left out, for a page that has one
record Theme(boolean dark, boolean transparent) {
  static final Theme PLAIN = new Theme(false, false);

  private static final Color NIGHT = new Color(0x14171C);
  private static final Color LETTERS = new Color(0xE8E8E8);

  /// A line that is to be seen has this contrast with its ground.
  private static final double SEEN = 3;

  /// Channels further apart than this are a colour and no grey.
  private static final int GREY = 4;

  /// What lies behind words, nearly opaque.
  private static final int VEIL = 225;

  /// Returns what lies below all, also where it is left out: what is cut out of a line has its
  /// colour.
  Color ground() {
    return dark ? NIGHT : Color.WHITE;
  }

  Color veil() {
    Color ground = ground();
    return new Color(ground.getRed(), ground.getGreen(), ground.getBlue(), VEIL);
  }

  /// Returns the colour in which what is `color` on white is drawn here.
  Color of(Color color) {
    if (!dark) {
      return color;
    }
    int most = Math.max(color.getRed(), Math.max(color.getGreen(), color.getBlue()));
    int least = Math.min(color.getRed(), Math.min(color.getGreen(), color.getBlue()));
    if (most - least <= GREY) {
      double ink = Style.INK.getRed();
      double share = Math.clamp((most - ink) / (255 - ink), 0, 1);
      return withAlpha(mixed(LETTERS, NIGHT, share), color.getAlpha());
    }
    for (Color pure : Style.COLORS) {
      double share = whiteIn(color, pure);
      if (share >= 0) {
        return withAlpha(mixed(pure, NIGHT, share), color.getAlpha());
      }
    }
    Color lighter = color;
    for (int tenth = 1; tenth <= 10 && contrast(lighter, NIGHT) < SEEN; tenth++) {
      lighter = mixed(color, LETTERS, tenth / 10.0);
    }
    return withAlpha(lighter, color.getAlpha());
  }

  /// Returns the share of white in `color` if it is `pure` mixed with white, up to rounding, else
  /// −1.
  private static double whiteIn(Color color, Color pure) {
    int least = Math.min(pure.getRed(), Math.min(pure.getGreen(), pure.getBlue()));
    int seen = Math.min(color.getRed(), Math.min(color.getGreen(), color.getBlue()));
    double share = (double) (seen - least) / (255 - least);
    Color tint = mixed(pure, Color.WHITE, Math.clamp(share, 0, 1));
    return share >= 0
            && near(tint.getRed(), color.getRed())
            && near(tint.getGreen(), color.getGreen())
            && near(tint.getBlue(), color.getBlue())
        ? share
        : -1;
  }

  private static boolean near(int one, int other) {
    return Math.abs(one - other) <= 1;
  }

  /// Returns `from` mixed with a share of `to`.
  static Color mixed(Color from, Color to, double share) {
    return new Color(
        mixed(from.getRed(), to.getRed(), share),
        mixed(from.getGreen(), to.getGreen(), share),
        mixed(from.getBlue(), to.getBlue(), share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }

  private static Color withAlpha(Color color, int alpha) {
    return alpha == 255
        ? color
        : new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }

  /// Returns the contrast of two colours, from 1 to 21.
  static double contrast(Color one, Color other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(Color color) {
    return 0.2126 * linear(color.getRed())
        + 0.7152 * linear(color.getGreen())
        + 0.0722 * linear(color.getBlue());
  }

  /// Returns the light of a channel of sRGB, from 0 to 1.
  static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
