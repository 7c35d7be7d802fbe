/// What happens, told to pages as it does.
///
/// Read [Feed].
///
/// Imports: `studio.question`. Knows nothing of what it tells.
@NullMarked
package thalweg.studio.feed;

import org.jspecify.annotations.NullMarked;
