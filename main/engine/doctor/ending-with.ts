/** Hosts whose commands end with a signal: what still runs there when a look is cancelled, or comes too late, ends too. */
import type { CancelSignal, Transport } from '../../../app/contract/ports.ts';
import type { Looked } from './doctor.ts';

export function endingWith(hosts: Looked, signal: CancelSignal): Looked {
  return {
    find(id) {
      const one = hosts.find(id);
      return one && { transport: cancellable(one.transport, signal), snapshot: () => one.snapshot() };
    },
  };
}

function cancellable(transport: Transport, signal: CancelSignal): Transport {
  return {
    host: transport.host,
    writable: transport.writable,
    problem: () => transport.problem?.(),
    read: (queries) => transport.read(queries, { signal }),
    write: (steps, options) => transport.write(steps, { ...options, signal }),
    probe: (probe) => transport.probe(probe, { signal }),
    watch: (...about) => transport.watch(...about),
    close: () => transport.close(),
  };
}
