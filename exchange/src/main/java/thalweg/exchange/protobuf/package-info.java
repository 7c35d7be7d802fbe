/// The encoding of Protocol Buffers, which ONNX files and event files share.
///
/// Read [ProtoWriter], then [ProtoReader]. Imports: nothing of this library. Knows nothing of what
/// any message means.
package thalweg.exchange.protobuf;
