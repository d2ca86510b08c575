export interface CloneProgress {
  message: string;
  /** Of the whole clone, 0 to 1. */
  fraction: number;
}

/** What git counts, in its order, and which part of the whole each is. */
const PHASES = [
  {
    words:
      /Receiving objects: +(\d+)%[^\r\n]*?(?:, ([\d.]+ [KMG]?i?B|[\d.]+ bytes)(?: \| ([^\r\n,]+\/s))?)?(?=[\r\n,]|$)/g,
    name: "Receiving objects",
    from: 0,
    to: 0.8,
  },
  { words: /Resolving deltas: +(\d+)%/g, name: "Resolving deltas", from: 0.8, to: 0.95 },
  { words: /(?:Updating|Checking out) files: +(\d+)%/g, name: "Writing the files", from: 0.95, to: 1 },
] as const;

/** How far a clone is, from the end of what `git clone --progress` printed; undefined before it counts anything. */
export function cloneProgress(text: string): CloneProgress | undefined {
  for (const { words, name, from, to } of PHASES.toReversed()) {
    const last = [...text.matchAll(words)].at(-1);
    if (!last) continue;
    const percent = Math.min(100, Number(last[1]));
    const size = last[2] === undefined ? "" : ` (${last[2]}${last[3] === undefined ? "" : ` at ${last[3]}`})`;
    const fraction = Math.round((from + ((to - from) * percent) / 100) * 1000) / 1000;
    return { message: `${name}: ${percent} %${size}`, fraction };
  }
  return /remote: (?:Enumerating|Counting|Compressing) objects/.test(text)
    ? { message: "The server prepares the objects", fraction: 0 }
    : undefined;
}
