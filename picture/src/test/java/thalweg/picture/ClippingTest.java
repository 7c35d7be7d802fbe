package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClippingTest {
  private static final Rectangle2D WINDOW = new Rectangle2D.Double(-1, -2, 3, 5);

  private static Polyline line(double... xy) {
    double[] x = new double[xy.length / 2];
    double[] y = new double[xy.length / 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = xy[2 * i];
      y[i] = xy[2 * i + 1];
    }
    return Polyline.owning(x, y);
  }

  @Test
  void pieces_stay_inside_and_inner_points_stay_where_they_are() {
    var random = new Random(1);
    for (int round = 0; round < 500; round++) {
      double[] xy = new double[20];
      for (int i = 0; i < xy.length; i++) {
        xy[i] = random.nextGaussian() * Math.pow(10, random.nextInt(12) - 2);
      }
      Polyline walk = line(xy);
      List<Polyline> pieces = Clipping.pieces(walk, WINDOW);
      int kept = 0;
      for (Polyline piece : pieces) {
        for (int i = 0; i < piece.size(); i++) {
          assertThat(piece.x(i)).isBetween(WINDOW.getMinX(), WINDOW.getMaxX());
          assertThat(piece.y(i)).isBetween(WINDOW.getMinY(), WINDOW.getMaxY());
          for (int k = 0; k < walk.size(); k++) {
            kept += piece.x(i) == walk.x(k) && piece.y(i) == walk.y(k) ? 1 : 0;
          }
        }
      }
      int inside = 0;
      for (int k = 0; k < walk.size(); k++) {
        inside += WINDOW.contains(walk.x(k), walk.y(k)) ? 1 : 0;
      }
      assertThat(kept).isEqualTo(inside);
    }
  }

  @Test
  void a_step_out_is_cut_where_it_crosses_the_edge() {
    List<Polyline> pieces = Clipping.pieces(line(0, 0, 4, 2), WINDOW);
    assertThat(pieces).hasSize(1);
    assertThat(pieces.getFirst().x(1)).isEqualTo(2);
    assertThat(pieces.getFirst().y(1)).isCloseTo(1, within(1e-15));
  }

  @Test
  void numbers_beyond_all_measure_and_gaps_break_the_line() {
    assertThat(Clipping.pieces(line(0, 0, 1, 1, Double.NaN, 0, 1, 2, 0, 2), WINDOW)).hasSize(2);
    assertThat(Clipping.pieces(line(-1e308, 0, 1.7e308, 0), WINDOW)).isEmpty();
    assertThat(Clipping.pieces(line(0, 0, 1e300, 1e299), WINDOW)).hasSize(1);
    assertThat(Clipping.pieces(line(5, 5, 6, 7), WINDOW)).isEmpty();
    assertThat(Clipping.pieces(line(0, 0), WINDOW)).isEmpty();
  }
}
