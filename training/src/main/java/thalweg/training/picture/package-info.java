/// Pictures as data: folders and lists of them, decoded, brought to one size, and changed by chance
/// in training.
///
/// Read [Pictures], then [Augmentation]. Imports: `algebra`, `algebra.random`, `training.data`.
/// Knows nothing of networks, gradients or the training loop. Only the decoder touches
/// `java.desktop`, which need not be there where no picture is read.
package thalweg.training.picture;
