/// Models as ONNX graphs, for other programs, and the networks that such graphs are.
///
/// Read [OnnxExport], then [OnnxImport]. Imports: `algebra`, `algebra.program`, `exchange`,
/// `exchange.onnx`, `network`, `network.activation`, `network.initialisation`, `network.layer`,
/// `network.loss`, `training.data`, `training.model`, `training.objective`. Knows nothing of the
/// training loop. Source: onnx/onnx, `docs/Operators.md`.
package thalweg.training.onnx;
