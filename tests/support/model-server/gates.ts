/** Where hanging answers wait until a test lets them go on. */
export function createGates() {
  const hanging = new Map<string, Set<() => void>>();
  const openOnce = new Set<string>();
  return {
    /** Resolves when the script is released or the client has gone. */
    pass(name: string, gone: AbortSignal): Promise<void> {
      if (openOnce.delete(name) || gone.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const here = hanging.get(name) ?? new Set();
        hanging.set(name, here);
        const go = () => {
          here.delete(go);
          resolve();
        };
        here.add(go);
        gone.addEventListener("abort", go, { once: true });
      });
    },
    release(name: string): void {
      const here = hanging.get(name);
      if (!here || here.size === 0) openOnce.add(name);
      else for (const go of [...here]) go();
    },
  };
}
