/// Thalweg beside other libraries on the same machine, in one run and in turn.
///
/// Read [Peers], then [Peer] for what a contestant is asked, then [Page]. Started by
/// `verify/benchmarks/peers/run`, where the contestants in other languages and from other libraries
/// stand.
@NullMarked
package thalweg.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
