import { watch } from "chokidar";

/**
 * Tells the names of files that changed directly below one directory, at once. One watch on the directory itself, none
 * on its files or below: chokidar's own events are throttled per file and may swallow the last of a burst, its raw
 * ones are not. A name is undefined where the system does not say which file it was.
 * @param pollMs also calls back this often, for file systems that tell nothing (network mounts); 0 for never.
 * @returns the way to stop.
 */
export function watchDir(dir: string, onChange: (name: string | undefined) => void, pollMs: number): () => void {
  const watcher = watch(dir, { ignored: (path) => path !== dir, ignoreInitial: true, persistent: true, depth: 0 });
  let closed = false;
  const tell = (name?: string) => {
    if (!closed) onChange(name);
  };
  watcher.on("raw", (_event, path) =>
    tell(typeof path === "string" ? path.slice(path.lastIndexOf("/") + 1) : undefined),
  );
  // What happened between the caller's first look and the watch being there.
  watcher.on("ready", () => tell());
  watcher.on("error", () => {});
  const timer = pollMs > 0 ? setInterval(tell, pollMs) : undefined;
  timer?.unref();
  return () => {
    if (closed) return;
    closed = true;
    clearInterval(timer);
    void watcher.close();
  };
}
