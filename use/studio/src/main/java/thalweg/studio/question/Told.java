package thalweg.studio.question;

/// Something doubtful of a training, as pages are told of it.
///
/// @param trouble what kind of thing, as a training names it; `ROWS` of the rows, `END` of what
///   ended it
/// @param what one line, in the library's words
public record Told(String trouble, String what) {}
