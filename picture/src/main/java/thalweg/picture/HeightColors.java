package thalweg.picture;

import java.awt.Color;

/// The colours of heights, from deep blue over green to yellow.
///
/// A curve in OKLab on which lightness rises evenly with the height: printed in grey, or seen
/// without red or green, higher is still lighter. Source of the space: Ottosson 2020, *A perceptual
/// color space for image processing*.
final class HeightColors {
  private static final double DARKEST = 0.34;
  private static final double LIGHTEST = 0.91;

  private HeightColors() {}

  /// Returns the colour at `share` of the way from the lowest to the highest.
  static Color at(double share) {
    double t = Math.clamp(share, 0, 1);
    double lightness = DARKEST + (LIGHTEST - DARKEST) * t;
    double greenToRed = 0.02 - 0.04 * t - 0.1 * Math.sin(Math.PI * t);
    double blueToYellow = -0.11 + 0.27 * t;
    double l = Math.pow(lightness + 0.3963377774 * greenToRed + 0.2158037573 * blueToYellow, 3);
    double m = Math.pow(lightness - 0.1055613458 * greenToRed - 0.0638541728 * blueToYellow, 3);
    double s = Math.pow(lightness - 0.0894841775 * greenToRed - 1.2914855480 * blueToYellow, 3);
    return new Color(
        channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
        channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
        channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
  }

  private static int channel(double light) {
    double c = Math.clamp(light, 0, 1);
    double coded = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * coded);
  }
}
