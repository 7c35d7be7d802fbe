package thalweg.picture;

import java.awt.BasicStroke;

/// The pattern of a line; lengths are in units of the line's width.
public enum Dash {
  /// No line; only the marks are drawn.
  NONE(),
  /// An unbroken line.
  SOLID(),
  /// Long strokes.
  DASHED(4.5f, 2.2f),
  /// Short strokes, nearly dots.
  DOTTED(1.2f, 1.8f),
  /// Long and short strokes in turn.
  DASH_DOT(5f, 2f, 1.2f, 2f);

  @SuppressWarnings("ImmutableEnumChecker") // never handed out, never written to
  private final float[] pattern;

  Dash(float... pattern) {
    this.pattern = pattern;
  }

  BasicStroke stroke(double width) {
    float w = (float) width;
    if (pattern.length == 0) {
      return new BasicStroke(w, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }
    float[] lengths = pattern.clone();
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] *= w;
    }
    return new BasicStroke(w, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, lengths, 0);
  }
}
