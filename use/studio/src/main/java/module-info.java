import org.jspecify.annotations.NullMarked;

/// The page on which the road can be watched and touched.
@NullMarked
module thalweg.studio {
  requires static org.jspecify;
  requires transitive thalweg;
  requires org.eclipse.jetty.server;
  requires tools.jackson.databind;

  exports thalweg.studio;

  // Questions and answers are records that Jackson reads and writes.
  opens thalweg.studio.derivative to
      tools.jackson.databind;
  opens thalweg.studio.descent to
      tools.jackson.databind;
  opens thalweg.studio.gradient to
      tools.jackson.databind;
  opens thalweg.studio.network to
      tools.jackson.databind;
  opens thalweg.studio.question to
      tools.jackson.databind;
  opens thalweg.studio.training to
      tools.jackson.databind;
}
