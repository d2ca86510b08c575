/** One after the other: whoever takes the turn has it until its job has ended. */
export interface OneWriter {
  run<T>(job: () => T | Promise<T>): Promise<T>;
}

export function oneWriter(): OneWriter {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(job) {
      const next = last.then(job);
      last = next.catch(() => {});
      return next;
    },
  };
}
