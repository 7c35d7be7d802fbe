/// Figures on paper: curves, points, contours, fields of arrows and paths, saved as PNG or SVG.
/// Read [Figures] (the figures of the guide, each one call), then [Figure] (what they are made of),
/// then [Style]. Imports JFreeChart for axes and legends, Batik for SVG, and of the other rooms
/// only exchange, by which files are replaced. Knows nothing of derivatives, minimisers, networks
/// or files of data: it is given operators and arrays.
package thalweg.picture;
