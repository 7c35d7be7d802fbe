package thalweg.studio.question;

/// An answer of many numbers: a record in JSON, then single-precision numbers as they are.
///
/// @param head what is said of the numbers
/// @param numbers the numbers, one array after another
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Frame(Object head, float[]... numbers) {}
