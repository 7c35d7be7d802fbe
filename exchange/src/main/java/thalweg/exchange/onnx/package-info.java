/// ONNX files: a graph of operators and the arrays it begins with, as other programs run them.
///
/// Read [OnnxModel], then [OnnxNode] and [OnnxTensor]. Imports: `algebra`, `exchange`,
/// `exchange.protobuf`. Knows nothing of networks: what a graph computes, and which layers stand
/// for it, is up to the room that has networks. Source: onnx/onnx, `onnx.proto`, and the encoding
/// of Protocol Buffers.
package thalweg.exchange.onnx;
