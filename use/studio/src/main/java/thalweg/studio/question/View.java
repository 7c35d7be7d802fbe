package thalweg.studio.question;

import java.util.function.BiFunction;

/// What one stretch of the road answers.
public interface View {
  /// Adds what may be asked.
  void answer(Register register);

  /// Ends what goes on behind the answers.
  default void close() {}

  /// Where views say what they answer.
  interface Register {
    /// Answers questions at `/api/` and the path.
    ///
    /// @param question a record, read from the question's JSON
    /// @param answer gives a record, which is written as JSON, or a [Frame]
    <Q> void at(String path, Class<Q> question, BiFunction<Q, Asking, Object> answer);
  }
}
