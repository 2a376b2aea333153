/** A signal that aborts with the first of two. (`AbortSignal.any` is not in every Node that we run on.) */
export function either(a: AbortSignal, b: AbortSignal): AbortSignal {
  const joined = new AbortController();
  const abort = (): void => {
    a.removeEventListener('abort', abort);
    b.removeEventListener('abort', abort);
    joined.abort();
  };
  for (const signal of [a, b]) {
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  }
  return joined.signal;
}
