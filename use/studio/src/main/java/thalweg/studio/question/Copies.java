package thalweg.studio.question;

/// What reproduces the numbers of a picture away from the page.
///
/// @param command a line for a shell
/// @param java a program of one file
public record Copies(String command, String java) {}
