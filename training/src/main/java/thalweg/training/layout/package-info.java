/// Text in columns, as reports and tables are told.
///
/// Read [TextColumns]. Imports: nothing of this library. Knows nothing of what is told, nor of
/// screens.
package thalweg.training.layout;
