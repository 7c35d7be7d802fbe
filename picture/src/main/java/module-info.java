import org.jspecify.annotations.NullMarked;

/// Figures: curves, tangents, contours and fields, paths, errors against steps, learning curves.
@NullMarked
module thalweg.picture {
  requires static org.jspecify;
  requires java.desktop; // not transitive: its List, Shape and Window would clash with ours in
  // `import module thalweg`
  requires java.xml;
  requires thalweg.exchange;
  requires org.jfree.jfreechart;
  requires org.apache.xmlgraphics.batik.svggen;

  // What can be drawn, and the figures of the guide.
  exports thalweg.picture;
}
