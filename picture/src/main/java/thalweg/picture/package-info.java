/// Figures on paper: curves, points, contours, fields of arrows and paths, saved as PNG or SVG.
/// Read [Figures] (the figures of the guide, each one call), then [Figure] (what they are made of),
/// then [Style]. Imports: `exchange`. JFreeChart draws axes and legends, Batik writes SVG, and
/// files are replaced by way of exchange. Knows nothing of derivatives, minimisers, networks or
/// files of data: it is given operators and arrays.
package thalweg.picture;
