/** Jobs that share a file: each begins when the one before it has ended, however that ended. */
export interface OneAtATime {
  run<T>(job: () => T | Promise<T>): Promise<T>;
}

export function oneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(job) {
      const next = last.then(job);
      last = next.catch(() => {});
      return next;
    },
  };
}
