/** Runs jobs one after the other, in the order given. A job that throws ends its own promise only. */
export interface Queue {
  run<T>(job: () => Promise<T>): Promise<T>;
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(job) {
      const next = last.then(job, job);
      last = next;
      return next;
    },
  };
}
