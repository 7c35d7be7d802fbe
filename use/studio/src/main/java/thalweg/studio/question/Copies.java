package thalweg.studio.question;

import org.jspecify.annotations.Nullable;

/// What reproduces the numbers of a picture away from the page.
///
/// @param command a line for a shell; null where no single one does
/// @param java a program of one file
public record Copies(@Nullable String command, String java) {}
